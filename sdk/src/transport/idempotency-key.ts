import { UsageError } from '../errors/usage-error.ts';

/** Methods that change nothing at the server (RFC 9110 section 9.2.1). */
export function isSafeMethod(method: string): boolean {
  return /^(GET|HEAD|OPTIONS|TRACE)$/.test(method);
}

/**
 * A fresh `Idempotency-Key`. `crypto.randomUUID` exists only in secure contexts, `getRandomValues` everywhere.
 */
export function newIdempotencyKey(): string {
  if (typeof crypto === 'undefined')
    throw new UsageError('This runtime has no `crypto` to make a random key: pass `idempotencyKey`.');
  return crypto.randomUUID?.() ?? crypto.getRandomValues(new Uint32Array(4)).join('-');
}
