/** Who and where: partners, buildings, lockers and people, without anything that happened. */
import type { Group, User } from '../../../../src/domain/principal.ts';
import { newUser } from '../../../../src/domain/user.ts';
import {
  changeLocker,
  type Reported,
  installLocker,
  type Address,
  type Compartment,
  type Locker,
} from '../../../../src/domain/locker.ts';
import {
  buildingTemplates,
  familyNames,
  givenNames,
  partnerTemplates,
  type PartnerTemplate,
} from './catalogue.ts';
import { identifierAt, subjectOf } from './identifiers.ts';
import type { Random } from './random.ts';

export interface SeededPartner extends PartnerTemplate {
  readonly partnerId: string;
}

export interface SeededBuilding {
  readonly buildingId: string;
  readonly name: string;
  readonly address: Address;
  readonly courierId: string;
}

/** A person, for the user pool; whoever makes the user generates the password. */
export interface SeededUser {
  /** Unique, such as `courier-1`. */
  readonly username: string;
  readonly sub: string;
  readonly email: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly groups: readonly Group[];
  readonly partnerId?: string;
  /** Buildings a manager looks after. */
  readonly buildings: readonly string[];
}

/** @param since when the user was invited, in milliseconds since 1970. */
export const userOf = ({ sub, givenName, familyName, ...rest }: SeededUser, since: number): User =>
  newUser(sub, { name: `${givenName} ${familyName}`, ...rest }, new Date(since).toISOString());

/** A locker while the year is played through; its compartments change. */
export interface LockerState {
  locker: Locker;
  compartments: Compartment[];
  /** Sequence of its last event. */
  sequence: number;
  reported?: Reported;
}

export interface World {
  readonly partners: readonly SeededPartner[];
  readonly buildings: readonly SeededBuilding[];
  readonly users: readonly SeededUser[];
  readonly lockers: readonly LockerState[];
}

const courierCount = 6;
const managerCount = 4;

/** @param since when everything was set up, in milliseconds since 1970. */
export function createWorld(random: Random, since: number): World {
  const partners = partnerTemplates.map((template) => ({
    ...template,
    partnerId: identifierAt('prt', since, random),
  }));
  const buildingIds = buildingTemplates.map(() => identifierAt('bld', since, random));
  const users = createUsers(random.fork('users'), partners, buildingIds);
  const couriers = users.filter(({ groups }) => groups.includes('courier'));
  const buildings = buildingTemplates.map(({ name, address }, index) => ({
    buildingId: buildingIds[index] as string,
    name,
    address,
    // Neighbouring buildings are on one tour.
    courierId: (couriers[Math.floor((index * courierCount) / buildingTemplates.length)] as SeededUser).sub,
  }));
  return { partners, buildings, users, lockers: createLockers(random.fork('lockers'), buildings, since) };
}

function createUsers(
  random: Random,
  partners: readonly SeededPartner[],
  buildings: readonly string[],
): SeededUser[] {
  const user = (
    username: string,
    groups: readonly Group[],
    more: { partnerId?: string; buildings?: readonly string[] } = {},
  ): SeededUser => ({
    username,
    sub: subjectOf(random),
    email: `${username}@northwind.example`,
    givenName: random.pick(givenNames),
    familyName: random.pick(familyNames),
    groups,
    buildings: [],
    ...more,
  });
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
  const share = buildings.length / managerCount;
  return [
    ...numbers(courierCount).map((number) => user(`courier-${number}`, ['courier'])),
    ...numbers(managerCount).map((number) =>
      user(`manager-${number}`, ['manager'], {
        buildings: buildings.slice((number - 1) * share, number * share),
      }),
    ),
    ...partners.map(({ handle, partnerId }) => user(`partner-${handle}`, ['partner'], { partnerId })),
    user('admin', ['admin']),
  ];
}

function createLockers(random: Random, buildings: readonly SeededBuilding[], since: number): LockerState[] {
  const now = new Date(since).toISOString();
  return buildingTemplates.flatMap((template, index) =>
    template.lockers.map((place) => {
      const installed = installLocker(
        identifierAt('lkr', since, random),
        {
          buildingId: (buildings[index] as SeededBuilding).buildingId,
          name: `${template.name}, ${place}`,
          address: template.address,
          compartments: {
            small: random.integer(8, 16),
            medium: random.integer(6, 10),
            large: random.integer(3, 5),
          },
        },
        () => identifierAt('cmp', since, random),
        now,
      );
      const compartments = installed.compartments.map((compartment): Compartment =>
        random.chance(0.01) ? { ...compartment, status: 'out_of_service' } : compartment,
      );
      return { locker: changeLocker(installed.locker, { status: 'online' }, now), compartments, sequence: 0 };
    }),
  );
}
