/**
 * Plays a year of deliveries through, in the order of time, on the lockers as they are at each moment: a compartment is
 * only taken when it is free, and every step of a delivery is its locker's next event.
 */
import {
  announceDelivery,
  cancelDelivery,
  canFollow,
  type Delivery,
  type DeliveryStatus,
} from '../../../../src/domain/delivery.ts';
import { afterStep } from '../../../../src/domain/delivery-step.ts';
import {
  chooseCompartment,
  fittingCompartments,
  type CompartmentSize,
} from '../../../../src/domain/locker.ts';
import { day, hour, isoDay, isoTime, shareAmongDays } from './calendar.ts';
import { familyNames, givenNames, problemReasons } from './catalogue.ts';
import { identifierAt } from './identifiers.ts';
import type { Random } from './random.ts';
import type { LockerState, SeededPartner, World } from './world.ts';

export interface DeliveryHistory {
  readonly deliveries: readonly Delivery[];
  /** By locker: its deliveries as each of its events left them, in order. An event follows from that, and few are ever read. */
  readonly changes: ReadonlyMap<string, readonly Delivery[]>;
}

export interface DeliveryPlan {
  readonly count: number;
  /** Starts of the days on which parcels are brought, the last one today. */
  readonly days: readonly number[];
  /** Milliseconds since 1970; what would happen later has not happened. */
  readonly now: number;
}

/** One delivery's way, with the time of every step it will take. */
interface Course {
  readonly partner: SeededPartner;
  readonly locker: LockerState;
  readonly size: CompartmentSize;
  readonly day: number;
  readonly steps: readonly Step[];
  delivery: Delivery | undefined;
}

interface Step {
  readonly status: DeliveryStatus;
  readonly time: number;
}

export function playDeliveries(world: World, random: Random, plan: DeliveryPlan): DeliveryHistory {
  const courses = createCourses(world, random, plan);
  const steps = courses
    .flatMap((course, order) => course.steps.map((step, index) => ({ course, step, order, index })))
    .filter(({ step }) => step.time <= plan.now)
    .sort(
      (left, right) =>
        left.step.time - right.step.time || left.order - right.order || left.index - right.index,
    );
  const changes = new Map(world.lockers.map(({ locker }) => [locker.id, [] as Delivery[]]));
  for (const { course, step } of steps) {
    course.delivery =
      course.delivery === undefined
        ? announce(world, random, course, step.time)
        : advance(random, lockerOf(world, course.delivery), course.delivery, step);
    changes.get(course.delivery.lockerId)?.push(course.delivery);
  }
  return {
    deliveries: courses.flatMap(({ delivery }) => (delivery === undefined ? [] : [delivery])),
    changes,
  };
}

function createCourses(world: World, random: Random, { count, days }: DeliveryPlan): Course[] {
  return shareAmongDays(count, days).flatMap((share, index) =>
    Array.from({ length: share }, (_, number) => {
      const brought = days[index] as number;
      const today = index === days.length - 1;
      return {
        partner: random.pick(world.partners),
        locker: random.pick(world.lockers),
        size: random.pick(['small', 'small', 'small', 'medium', 'medium', 'large'] as const),
        day: brought,
        steps: createSteps(random, brought, { byMidnight: today && number % 2 === 0 }),
        delivery: undefined,
      };
    }),
  );
}

/**
 * Announced the day before, brought between 8 and 20 o'clock, fetched one to sixty hours later. Half of today's are left for
 * the day's end: whoever starts a sandbox, at whatever hour, finds couriers with something to bring.
 */
function createSteps(
  random: Random,
  brought: number,
  { byMidnight }: { readonly byMidnight: boolean },
): Step[] {
  const within = (from: number, hours: number) => from + Math.floor(random.next() * hours * 3600) * 1000;
  const announced = { status: 'announced', time: within(brought - day + 6 * hour, 16) } as const;
  const broughtAt = within(brought + 8 * hour, 12);
  const delivered = { status: 'delivered', time: byMidnight ? brought + day : broughtAt } as const;
  if (random.chance(0.02))
    return [announced, { status: 'cancelled', time: within(announced.time + hour / 2, 6) }];
  const late = random.chance(0.015);
  const arrival = late ? { ...delivered, time: delivered.time + day } : delivered;
  const pickedUp = {
    status: 'picked_up',
    time: within(arrival.time + hour, random.chance(0.85) ? 30 : 59),
  } as const;
  return late
    ? [announced, { status: 'problem', time: delivered.time }, arrival, pickedUp]
    : [announced, arrival, pickedUp];
}

function announce(world: World, random: Random, course: Course, time: number): Delivery {
  const state = withRoom(world, course);
  const compartment = chooseCompartment(state.locker, state.compartments, course.size);
  const building = world.buildings.find(({ buildingId }) => buildingId === state.locker.buildingId);
  state.sequence += 1;
  const delivery = announceDelivery(
    {
      size: course.size,
      expectedOn: isoDay(course.day),
      ...(building === undefined ? {} : { courierId: building.courierId }),
      reference: `${course.partner.handle.slice(0, 2).toUpperCase()}-${random.integer(100_000, 999_999)}`,
      recipient: { name: `${random.pick(givenNames)} ${random.pick(familyNames)}` },
    },
    {
      partnerId: course.partner.partnerId,
      id: identifierAt('dlv', time, random),
      locker: state.locker,
      compartment,
      sequence: state.sequence,
      now: isoTime(time),
    },
  );
  setCompartment(state, delivery, 'reserved');
  return delivery;
}

/** The locker that was drawn, or on the rare full day the one with the most room. */
function withRoom(world: World, { locker, size }: Course): LockerState {
  const room = (state: LockerState) => fittingCompartments(state.compartments, size).length;
  if (room(locker) > 0) return locker;
  return world.lockers.reduce((best, state) => (room(state) > room(best) ? state : best));
}

/** The next step of a delivery that was announced, as the GraphQL mutations make it. */
function advance(random: Random, state: LockerState, delivery: Delivery, { status, time }: Step): Delivery {
  const now = isoTime(time);
  if (!canFollow(delivery.status, status))
    throw new Error(`${delivery.status} is not followed by ${status}.`);
  state.sequence += 1;
  if (status === 'cancelled') {
    setCompartment(state, delivery, 'free');
    return cancelDelivery(delivery, state.sequence, now);
  }
  if (status === 'announced') throw new Error('A delivery is announced once.');
  if (status === 'delivered') setCompartment(state, delivery, 'occupied');
  if (status === 'picked_up') setCompartment(state, delivery, 'free');
  const problem = status === 'problem' ? { problem: { reason: random.pick(problemReasons) } } : {};
  return afterStep(delivery, { status, ...problem }, state.sequence, now);
}

function lockerOf(world: World, { lockerId }: Delivery): LockerState {
  const state = world.lockers.find(({ locker }) => locker.id === lockerId);
  if (state === undefined) throw new Error(`Locker ${lockerId} not found.`);
  return state;
}

function setCompartment(
  state: LockerState,
  { compartmentId, id }: Delivery,
  status: 'free' | 'reserved' | 'occupied',
): void {
  const index = state.compartments.findIndex((compartment) => compartment.id === compartmentId);
  const { deliveryId: _previous, ...compartment } = state.compartments[
    index
  ] as LockerState['compartments'][number];
  state.compartments[index] = { ...compartment, status, ...(status === 'free' ? {} : { deliveryId: id }) };
}
