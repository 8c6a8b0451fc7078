import { clientItem, userItem } from '../../../src/data/items.ts';
import type { TableDefinition } from '../../../src/data/table.ts';
import type { TableClient } from '../../../src/data/table-client.ts';
import type { Client } from '../../../src/domain/principal.ts';
import type { Item } from '../services/dynamodb/dynalite.ts';
import type { Dynamodb } from '../services/dynamodb/start.ts';
import type { StreamReader, StreamReaderOptions } from '../services/dynamodb/stream-reader.ts';
import type { AwsCredentials } from './generated-secrets.ts';
import type { Roles } from './roles.ts';
import { marshallItem } from './seed/marshall.ts';
import { createRandom } from './seed/random.ts';
import { createSeed } from './seed/seed.ts';
import { createWorld, userOf } from './seed/world.ts';
import type { SeededUser } from './seed/world.ts';
import type { Port } from '../support/ports.ts';

/** Options of `openTable`. */
export interface TableOptions {
  /** 0 takes any free port. Unused with an external DynamoDB. */
  readonly port: Port;
  readonly table: TableDefinition;
  /** Who signs requests to the table that are the sandbox's own. */
  readonly credentials: AwsCredentials;
  /** Whose requests the embedded store takes, and what each may do. */
  readonly roles: Pick<Roles, 'secretOf' | 'authorize'>;
  /** Milliseconds since the epoch, for the embedded store; default `Date.now`. */
  readonly now?: () => number;
  /** Which made-up data to start with; null: none. A table that was there before is left as it is. */
  readonly seed: number | null;
  readonly persistDirectory?: string;
  /** Another DynamoDB's URL. */
  readonly externalUrl?: string;
}

/** A partner that the data belongs to. */
export interface SandboxPartner {
  readonly partnerId: string;
  readonly name: string;
}

/** Whom the data is about. */
export interface Inhabitants {
  readonly partners: readonly SandboxPartner[];
  readonly users: readonly SeededUser[];
  /** Lockers whose controllers have credentials from the start. */
  readonly lockerIds: readonly string[];
}

/** The table, ready for use. */
export interface OpenTable extends Inhabitants {
  readonly url: string;
  /** Says which partner a client acts for; at every start, because clients live as long as the user pool. */
  putClients(clients: readonly Client[]): Promise<void>;
  /** Puts items in DynamoDB's JSON notation into the table at once. */
  putItems(items: readonly Item[]): Promise<void>;
  /** The table as functions have it, for what has to be written on a condition. Loads the AWS SDK. */
  connect(): Promise<TableClient>;
  /** Reads the table's stream, here or there. */
  streamReader(options: StreamReaderOptions): StreamReader;
  /** The embedded store; undefined with an external one. */
  readonly embedded: Dynamodb | undefined;
  close(): Promise<void>;
}

export const marshallClient = (client: Client) => marshallItem(clientItem(client));

/**
 * Whom the data of this table is about. Their ids belong to the seed and to the day it was made, so a later start has to
 * find them in the table itself.
 */
export const inhabitantsKey = { pk: 'SANDBOX', sk: 'INHABITANTS' } as const;

/** Attribute of the note. */
export const inhabitantsAttribute = 'inhabitants';

/** The items to begin with, the note among them, and those that may follow when they are needed. Without a seed there are partners and people, and nothing of theirs. */
export function startingData(seed: number | null) {
  const now = Date.now();
  const full = seed === null ? undefined : createSeed({ seed, now });
  const { partners, users } = full ?? createWorld(createRandom(1), now);
  const inhabitants: Inhabitants = {
    partners: partners.map(({ partnerId, name }) => ({ partnerId, name })),
    // Buildings are made by an admin: without a seed there are none yet.
    users: full ? users : users.map((user) => ({ ...user, buildings: [] })),
    lockerIds: full ? full.lockers.map(({ lockerId }) => lockerId) : [],
  };
  return {
    inhabitants,
    later: full?.events() ?? [],
    *items() {
      if (full) yield* full.itemsButEvents();
      else for (const user of inhabitants.users) yield marshallItem(userItem(userOf(user, now)));
      yield marshallItem({ ...inhabitantsKey, [inhabitantsAttribute]: JSON.stringify(inhabitants) });
    },
  };
}
