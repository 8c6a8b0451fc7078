import { guard } from '../errors/guard.ts';
import { NorthwindError } from '../errors/northwind-error.ts';

/**
 * Why a webhook was not accepted.
 * - `missing-header`, `invalid-header`: it is not a Standard Webhooks request.
 * - `too-old`, `too-new`: its timestamp is outside the tolerance; it may be a replay, or a clock is wrong.
 * - `no-matching-signature`: it was signed with another key, or the body was changed on the way.
 * - `invalid-json`: the signature is right and the body is no JSON.
 */
export type WebhookRefusal =
  | 'invalid-header'
  | 'invalid-json'
  | 'missing-header'
  | 'no-matching-signature'
  | 'too-new'
  | 'too-old';

const ADVICE: Readonly<Record<WebhookRefusal, string>> = {
  'invalid-header': 'Answer 400. Pass the headers as they came.',
  'invalid-json': 'Answer 400. Tell Northwind the webhook-id.',
  'missing-header': 'Answer 400. Check that no proxy removes the webhook-* headers.',
  'no-matching-signature':
    'Answer 401. Check the secret, and pass the raw body: parsed and printed again it is another one.',
  'too-new': 'Answer 400. Check the clock of this machine.',
  'too-old': 'Answer 400. Check the clock of this machine.',
};

/** A request that claims to be a webhook is not one that Northwind has just sent. Its body must not be used. */
export class WebhookVerificationError extends NorthwindError {
  readonly reason: WebhookRefusal;

  constructor(reason: WebhookRefusal, message: string, cause?: unknown) {
    super(message, { code: 'webhook', advice: ADVICE[reason], cause });
    this.reason = reason;
  }

  override get name(): 'WebhookVerificationError' {
    return 'WebhookVerificationError';
  }
}

/** True for {@link WebhookVerificationError}. */
export const isWebhookVerificationError =
  /* @__PURE__ */ guard<WebhookVerificationError>('WebhookVerificationError');
