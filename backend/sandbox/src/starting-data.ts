import { clientItem } from '../../src/data/items.ts';
import type { TableDefinition } from '../../src/data/table.ts';
import type { Client } from '../../src/domain/principal.ts';
import type { Dynamodb } from './dynamodb/dynamodb.ts';
import { marshallItem } from './seed/marshall.ts';
import { createRandom } from './seed/random.ts';
import { createSeed } from './seed/seed.ts';
import { createWorld } from './seed/world.ts';

/** Options of `openTable`. */
export interface TableOptions {
  /** 0 takes any free port. Unused with an external DynamoDB. */
  readonly port: number;
  readonly table: TableDefinition;
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

/** The table, ready for use. */
export interface OpenTable {
  readonly url: string;
  readonly partners: readonly SandboxPartner[];
  /** Says which partner a client acts for; at every start, because clients live as long as the user pool. */
  putClients(clients: readonly Client[]): Promise<void>;
  /** The embedded store; undefined with an external one. */
  readonly embedded: Dynamodb | undefined;
  close(): Promise<void>;
}

export const marshallClient = (client: Client) => marshallItem(clientItem(client));

/**
 * Who the partners of this table are. Their ids belong to the seed and to the day it was made, so a later start has to
 * find them in the table itself.
 */
export const partnersKey = { pk: 'SANDBOX', sk: 'PARTNERS' } as const;

/** The items to begin with, the note of the partners among them. Without a seed there are partners, and nothing of theirs. */
export function startingData(seed: number | null) {
  const world = seed === null ? undefined : createSeed({ seed, now: Date.now() });
  const named = world ?? createWorld(createRandom(1), Date.now());
  const partners: SandboxPartner[] = named.partners.map(({ partnerId, name }) => ({ partnerId, name }));
  return {
    partners,
    *items() {
      if (world) yield* world.items();
      yield marshallItem({ ...partnersKey, partners: JSON.stringify(partners) });
    },
  };
}
