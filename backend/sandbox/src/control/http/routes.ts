/**
 * The routes of the control over HTTP. This table types the server's handlers and the client's calls, checks what is sent, and is
 * printed as an OpenAPI document: a route is described here and nowhere else.
 */
import type { SandboxClient } from '../../world/identities.ts';
import type {
  CourierOptions,
  LockerOptions,
  ManagerOptions,
  PartnerOptions,
  SandboxLocker,
  SignedInUser,
} from '../../world/tenants.ts';
import type { Target } from '../targets.ts';
import type { Call, EmittedEvent, FaultState, Tenant } from '../types.ts';
import type { SandboxAddresses } from './addresses.ts';

type JsonSchema = Readonly<Record<string, unknown>> & { readonly description: string };

export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** A property of the input may be a segment: `/faults/{id}`. */
  readonly path: string;
  readonly summary: string;
  /** What is in no segment of the path: properties of the JSON body; of the query where the method is GET. */
  readonly input: Readonly<Record<string, JsonSchema>>;
  readonly required: readonly string[];
}

/** A route that says in its type what it takes and answers; `types` is never there. */
interface TypedRoute<Input, Answer> extends ControlRoute {
  readonly types?: { readonly input: Input; readonly answer: Answer };
}

const route = <Input, Answer>(
  described: Pick<ControlRoute, 'method' | 'path' | 'summary'> & {
    readonly input: { readonly [Name in keyof Input]-?: JsonSchema };
    readonly required?: readonly (keyof Input & string)[];
  },
): TypedRoute<Input, Answer> => ({ required: [], ...described });

type Nothing = Record<never, never>;

/** What a controller may report: the compiler compares the list with the contract's. */
const eventTypes = Object.keys({
  DOOR_OPENED: true,
  DOOR_CLOSED: true,
  PARCEL_IN: true,
  PARCEL_OUT: true,
  BATTERY: true,
  HEARTBEAT: true,
} satisfies Record<EmittedEvent['type'], true>);

const text = (description: string): JsonSchema => ({
  type: 'string',
  minLength: 1,
  maxLength: 1_000,
  description,
});
const count = (description: string): JsonSchema => ({ type: 'integer', minimum: 0, description });
const faultId = text('Of the fault, as POST /faults answered it.');
const tenant: JsonSchema = {
  type: ['string', 'object'],
  description: 'Client id, user name or subject, or what POST /partners, /couriers or /managers answered.',
};
const target = text(
  'Operation id (`payInvoice`), schema coordinate of a field (`Query.getLocker`), or `token`.',
);

export const controlRoutes = {
  getSandbox: route<Nothing, SandboxAddresses>({
    method: 'GET',
    path: '/',
    summary: 'The addresses of the sandbox and the ids of its app clients.',
    input: {},
  }),
  makePartner: route<PartnerOptions, SandboxClient>({
    method: 'POST',
    path: '/partners',
    summary: 'Makes a partner with an app client and an API key of its own.',
    input: { name: text('Default: a name with a random ending.') },
  }),
  makeLocker: route<LockerOptions, SandboxLocker>({
    method: 'POST',
    path: '/lockers',
    summary: 'Makes a locker that is online.',
    input: {
      compartments: {
        type: 'object',
        properties: {
          small: { type: 'integer', minimum: 0, maximum: 200 },
          medium: { type: 'integer', minimum: 0, maximum: 200 },
          large: { type: 'integer', minimum: 0, maximum: 200 },
        },
        additionalProperties: false,
        description: 'How many of each size, 1 to 60 in all. Default: two of each.',
      },
      buildingId: text('Default: a building of its own.'),
    },
  }),
  makeCourier: route<CourierOptions, SignedInUser>({
    method: 'POST',
    path: '/couriers',
    summary: 'Makes a courier.',
    input: {
      authenticator: {
        type: 'boolean',
        description: 'Whether sign-in asks for a code of an authenticator app. Default false.',
      },
    },
  }),
  makeManager: route<ManagerOptions, SignedInUser>({
    method: 'POST',
    path: '/managers',
    summary: 'Makes a manager.',
    input: {
      buildings: {
        type: 'array',
        items: { type: 'string' },
        description: 'Ids of the buildings the manager looks after.',
      },
    },
    required: ['buildings'],
  }),
  setFault: route<{ readonly target: string; readonly fault: object }, FaultState>({
    method: 'POST',
    path: '/faults',
    summary: 'Makes requests or pushes go wrong.',
    input: {
      target,
      fault: {
        type: 'object',
        description:
          'What goes wrong, such as { "status": 503, "times": 2, "tenant": "client id" }; "times": null is every time.',
      },
    },
    required: ['target', 'fault'],
  }),
  listFaults: route<Nothing, readonly FaultState[]>({
    method: 'GET',
    path: '/faults',
    summary: "The session's faults.",
    input: {},
  }),
  verifyFaults: route<Nothing, Nothing>({
    method: 'POST',
    path: '/faults/verify',
    summary: "Removes the session's faults; 409 unless each was met as often as it was to be.",
    input: {},
  }),
  clearFaults: route<Nothing, Nothing>({
    method: 'DELETE',
    path: '/faults',
    summary: "Removes the session's faults, met or not.",
    input: {},
  }),
  getFault: route<{ readonly id: string }, FaultState>({
    method: 'GET',
    path: '/faults/{id}',
    summary: 'One fault, and how often it was met.',
    input: { id: faultId },
    required: ['id'],
  }),
  verifyFault: route<{ readonly id: string }, Nothing>({
    method: 'POST',
    path: '/faults/{id}/verify',
    summary: 'Removes a fault; 409 unless it was met as often as it was to be.',
    input: { id: faultId },
    required: ['id'],
  }),
  removeFault: route<{ readonly id: string }, Nothing>({
    method: 'DELETE',
    path: '/faults/{id}',
    summary: 'Removes a fault, met or not.',
    input: { id: faultId },
    required: ['id'],
  }),
  emit: route<EmittedEvent, { readonly deviceSequence: number }>({
    method: 'POST',
    path: '/events',
    summary: "Has a locker's controller report something.",
    input: {
      lockerId: text('The locker.'),
      type: text(`${eventTypes.slice(0, -1).join(', ')} or ${eventTypes.at(-1)}.`),
      compartmentId: text('Default: the first compartment of a locker that POST /lockers made.'),
      batteryPercent: { type: 'number', description: 'For BATTERY: 0 to 100.' },
      occurredAt: text("RFC 3339; default now, by the sandbox's clock."),
      deviceSequence: count('One that was sent before makes the message a duplicate. Default: the next one.'),
    },
    required: ['lockerId', 'type'],
  }),
  skipSequence: route<{ readonly lockerId: string; readonly count?: number }, Nothing>({
    method: 'POST',
    path: '/lockers/{lockerId}/skip-sequence',
    summary: "Leaves a hole in a locker's sequence of events: numbers that no event will ever have.",
    input: { lockerId: text('The locker.'), count: count('How many numbers. Default 1.') },
    required: ['lockerId'],
  }),
  closeSockets: route<{ readonly tenant?: Tenant }, { readonly closed: number }>({
    method: 'POST',
    path: '/sockets/close',
    summary: "Breaks off the sockets of live subscriptions, all or one tenant's, and tells how many.",
    input: { tenant },
  }),
  getClock: route<Nothing, { readonly now: string }>({
    method: 'GET',
    path: '/clock',
    summary: "The sandbox's time.",
    input: {},
  }),
  advanceClock: route<{ readonly duration: string }, { readonly now: string }>({
    method: 'POST',
    path: '/clock/advance',
    summary: "Moves the sandbox's time forward, for everybody.",
    input: { duration: text('ISO 8601, such as `P31D` or `PT1H30M`.') },
    required: ['duration'],
  }),
  listCalls: route<{ readonly target?: Target; readonly tenant?: Tenant }, readonly Call[]>({
    method: 'GET',
    path: '/calls',
    summary: 'What arrived, the oldest first, secrets masked.',
    input: { target, tenant },
  }),
  settle: route<Nothing, Nothing>({
    method: 'POST',
    path: '/settle',
    summary: 'Answers when every event has gone its whole way.',
    input: {},
  }),
} as const;

export type ControlRoutes = typeof controlRoutes;
export type RouteName = keyof ControlRoutes;
type TypesOf<Name extends RouteName> = NonNullable<ControlRoutes[Name]['types']>;
export type InputOf<Name extends RouteName> = TypesOf<Name>['input'];
export type AnswerOf<Name extends RouteName> = TypesOf<Name>['answer'];

/** The names in a path's braces. */
export const segmentsOf = (path: string): string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
