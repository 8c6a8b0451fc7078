/**
 * Webhooks as Standard Webhooks defines them (https://www.standardwebhooks.com): checked on arrival, signed for tests.
 *
 * @packageDocumentation
 */
export { verify } from './verify.ts';
export type { VerifyOptions, Webhook, WebhookHeaders, WebhookRequest } from './verify.ts';
export { sign } from './sign.ts';
export type { SignedWebhookHeaders, SignOptions } from './sign.ts';
export { isWebhookVerificationError, WebhookVerificationError } from './webhook-verification-error.ts';
export type { WebhookRefusal } from './webhook-verification-error.ts';
export { isUsageError, UsageError } from '../errors/usage-error.ts';
