/**
 * What the table's items hold, said once as a difference from what the contracts show of them: codegen makes validators of it, by which
 * the sandbox refuses an item that is not so. A misspelt attribute in an update would otherwise be read as absent for ever.
 *
 * The types hold both lists to the entity and to the contract: what one has and the other lacks must be in its list.
 */
import type { Building } from '../domain/building.ts';
import type { Delivery } from '../domain/delivery.ts';
import type { Invoice } from '../domain/invoice.ts';
import type { InvoiceExport } from '../domain/invoice-export.ts';
import type { Compartment, Locker } from '../domain/locker.ts';
import type { LockerEvent } from '../domain/locker-event.ts';
import type { Payment } from '../domain/payment.ts';
import type { Client, User } from '../domain/principal.ts';
import type { LockerEvent as ShownEvent } from '../generated/graphql.ts';
import type * as rest from '../generated/operations.ts';
import type { ItemType } from './item-types.ts';

type Word<Value> = Value extends string
  ? 'string'
  : Value extends number
    ? 'integer'
    : Value extends boolean
      ? 'boolean'
      : Value extends readonly unknown[]
        ? 'array'
        : 'object';

/** A type of JSON Schema; with a question mark where the attribute may be absent. */
type Kind<Value> = undefined extends Value ? `${Word<NonNullable<Value>>}?` : Word<Value>;

export interface RecordDefinition {
  /** The schema of a contract that shows the item, by its name there. */
  readonly shownAs?: { readonly rest: string } | { readonly graphql: string };
  /** What the contract shows and the item lacks, with what it is made of. */
  readonly computed: Readonly<Record<string, string>>;
  /** What the contract does not show, or shows in another form. */
  readonly own: Readonly<Record<string, string>>;
}

/** `Otherwise`: properties of both that the item keeps in another form. */
type Held<Entity, Shown, Otherwise extends keyof Entity = never> = RecordDefinition & {
  readonly computed: {
    readonly [Name in Exclude<keyof Shown, keyof Entity> | (Otherwise & keyof Shown)]: string;
  };
  readonly own: {
    readonly [Name in Exclude<keyof Entity, keyof Shown> | Otherwise]-?: Name extends Otherwise
      ? 'array' | 'object'
      : Kind<Entity[Name]>;
  };
};

const expiry = { expiresAt: 'integer' } as const;
const etag = 'of the version';

const invoice: Held<Invoice, rest.Invoice, 'metadata'> = {
  shownAs: { rest: 'Invoice' },
  computed: {
    overdue: 'of the due date and the time',
    payments: 'items of their own',
    metadata: 'a list of pairs',
    etag,
  },
  own: { metadata: 'array', paymentCount: 'integer', version: 'integer' },
};

const payment: Held<Payment, rest.Payment> = {
  shownAs: { rest: 'Payment' },
  computed: {},
  own: { partnerId: 'string' },
};

const invoiceExport: Held<InvoiceExport & { expiresAt: number }, rest.InvoiceExport> = {
  shownAs: { rest: 'InvoiceExport' },
  computed: { downloadUrl: 'signed when it is read', downloadUrlExpiresAt: 'signed when it is read' },
  own: expiry,
};

const delivery: Held<Delivery, rest.Delivery> = {
  shownAs: { rest: 'Delivery' },
  computed: { etag },
  own: { problem: 'object?', signatureUploadId: 'string?', sequence: 'integer', version: 'integer' },
};

const reported = { lastSeenAt: 'string?', batteryPercent: 'integer?', batterySequence: 'integer?' } as const;

const building: Held<Building, rest.Building> = {
  shownAs: { rest: 'Building' },
  computed: { etag },
  own: { lockerCount: 'integer', version: 'integer' },
};

const locker: Held<Locker, rest.Locker> = {
  shownAs: { rest: 'Locker' },
  computed: { available: 'counted with the sequence', compartments: 'items of their own', etag },
  own: {
    ...reported,
    version: 'integer',
  },
};

const compartment: Held<Compartment, rest.Compartment> = {
  shownAs: { rest: 'Compartment' },
  computed: {},
  own: {
    lockerId: 'string',
    deliveryId: 'string?',
    partnerId: 'string?',
    door: 'string?',
    doorSequence: 'integer?',
    occupied: 'boolean?',
    occupiedSequence: 'integer?',
  },
};

const event: Held<LockerEvent, ShownEvent> = {
  shownAs: { graphql: 'LockerEvent' },
  computed: {},
  own: {},
};

const client: Held<Client, object> = {
  computed: {},
  own: { clientId: 'string', partnerId: 'string', groups: 'array', apiKeyHashes: 'array' },
};

const user: Held<User, rest.User> = {
  shownAs: { rest: 'User' },
  computed: { etag },
  own: { version: 'integer' },
};

/** Items of the table's own: no contract shows them. */
const bookkeeping = {
  ClientSecrets: { clientId: 'string', secrets: 'array', version: 'integer' },
  InvoiceCounter: { lastNumber: 'integer' },
  Sequence: {
    lockerId: 'string',
    sequence: 'integer',
    freeSmall: 'integer?',
    freeMedium: 'integer?',
    freeLarge: 'integer?',
    ...reported,
    recorded: 'object?',
  },
  IdempotencyRecord: { fingerprint: 'string', response: 'object', ...expiry },
  Mutation: { fingerprint: 'string', result: 'object', ...expiry },
} as const;

const ofOwn = <Own extends RecordDefinition['own']>(own: Own): RecordDefinition => ({ computed: {}, own });

export const records: Readonly<Record<ItemType, RecordDefinition>> = {
  Invoice: invoice,
  Payment: payment,
  InvoiceExport: invoiceExport,
  Delivery: delivery,
  Building: building,
  Locker: locker,
  Compartment: compartment,
  LockerEvent: event,
  Client: client,
  ClientSecrets: ofOwn(bookkeeping.ClientSecrets),
  User: user,
  InvoiceCounter: ofOwn(bookkeeping.InvoiceCounter),
  Sequence: ofOwn(bookkeeping.Sequence),
  IdempotencyRecord: ofOwn(bookkeeping.IdempotencyRecord),
  Mutation: ofOwn(bookkeeping.Mutation),
};
