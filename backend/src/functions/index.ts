/**
 * Every function's definition. Exhaustive by type: a definition that no handler answers to and a handler without a definition
 * both fail to compile, because the names come from handlers.ts.
 */
import type { FunctionDefinition } from './definition.ts';
import { definition as deliveriesApi } from './deliveries-api/definition.ts';
import { definition as exportWorker } from './export-worker/definition.ts';
import type { FunctionName } from './handlers.ts';
import { definition as healthApi } from './health-api/definition.ts';
import { definition as invoicesApi } from './invoices-api/definition.ts';
import { definition as lockersApi } from './lockers-api/definition.ts';
import { definition as preTokenGeneration } from './pre-token-generation/definition.ts';

export const functions = {
  'deliveries-api': deliveriesApi,
  'export-worker': exportWorker,
  'health-api': healthApi,
  'invoices-api': invoicesApi,
  'lockers-api': lockersApi,
  'pre-token-generation': preTokenGeneration,
} as const satisfies { readonly [Name in FunctionName]: FunctionDefinition & { readonly name: Name } };

export { buckets, queues, secrets } from './resources.ts';
export type { FunctionName } from './handlers.ts';
