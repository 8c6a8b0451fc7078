/**
 * Every function's definition. Exhaustive by type: a definition that no handler answers to and a handler without a definition
 * both fail to compile, because the names come from handlers.ts.
 */
import type { FunctionDefinition } from './definition.ts';
import { definition as clientSecretNotices } from './client-secret-notices/definition.ts';
import { definition as clientSecretsApi } from './client-secrets-api/definition.ts';
import { definition as deliveriesApi } from './deliveries-api/definition.ts';
import { definition as deliverySignature } from './delivery-signature/definition.ts';
import { definition as exportWorker } from './export-worker/definition.ts';
import { definition as failover } from './failover/definition.ts';
import type { FunctionName } from './handlers.ts';
import { definition as healthApi } from './health-api/definition.ts';
import { definition as invoicesApi } from './invoices-api/definition.ts';
import { definition as lockerCommand } from './locker-command/definition.ts';
import { definition as lockersApi } from './lockers-api/definition.ts';
import { definition as preTokenGeneration } from './pre-token-generation/definition.ts';
import { definition as pushNotifier } from './push-notifier/definition.ts';
import { definition as sensorProjector } from './sensor-projector/definition.ts';
import { definition as streamFanout } from './stream-fanout/definition.ts';
import { definition as usersApi } from './users-api/definition.ts';

export const functions = {
  'client-secret-notices': clientSecretNotices,
  'client-secrets-api': clientSecretsApi,
  'deliveries-api': deliveriesApi,
  'delivery-signature': deliverySignature,
  'export-worker': exportWorker,
  failover,
  'health-api': healthApi,
  'invoices-api': invoicesApi,
  'locker-command': lockerCommand,
  'lockers-api': lockersApi,
  'pre-token-generation': preTokenGeneration,
  'push-notifier': pushNotifier,
  'sensor-projector': sensorProjector,
  'stream-fanout': streamFanout,
  'users-api': usersApi,
} as const satisfies { readonly [Name in FunctionName]: FunctionDefinition & { readonly name: Name } };

export { deviceEventPath } from './device-event-path.ts';
export { buckets, queues, secrets, topics } from './resources.ts';
export { traceSampling } from './tracing.ts';
export type { FunctionName } from './handlers.ts';
