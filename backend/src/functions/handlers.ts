/**
 * How each function's handler is loaded, by the sandbox on first use. Loading is deferred, so that a process that needs one
 * function does not pay for all. The names here are the functions there are.
 */
import type { Context } from 'aws-lambda';

/**
 * A Lambda handler as the runtime calls it; `never` because each takes its own event. What a handler keeps from one invocation to the next,
 * connections above all, is its own: whoever runs several environments in one process makes a handler for each.
 */
interface HandlerModule {
  readonly createHandler: () => (event: never, context: Context) => Promise<unknown>;
}

export const loadHandler = {
  'client-secret-notices': () => import('./client-secret-notices/handler.ts'),
  'client-secrets-api': () => import('./client-secrets-api/handler.ts'),
  'deliveries-api': () => import('./deliveries-api/handler.ts'),
  'delivery-signature': () => import('./delivery-signature/handler.ts'),
  'export-worker': () => import('./export-worker/handler.ts'),
  failover: () => import('./failover/handler.ts'),
  'health-api': () => import('./health-api/handler.ts'),
  'invoices-api': () => import('./invoices-api/handler.ts'),
  'locker-command': () => import('./locker-command/handler.ts'),
  'lockers-api': () => import('./lockers-api/handler.ts'),
  'pre-token-generation': () => import('./pre-token-generation/handler.ts'),
  'push-notifier': () => import('./push-notifier/handler.ts'),
  'sensor-projector': () => import('./sensor-projector/handler.ts'),
  'stream-fanout': () => import('./stream-fanout/handler.ts'),
  'users-api': () => import('./users-api/handler.ts'),
} as const satisfies Record<string, () => Promise<HandlerModule>>;

export type FunctionName = keyof typeof loadHandler;
