/**
 * Client request tokens of transactions: a repeat within ten minutes changes nothing, and the token cannot be used for
 * another request. The AWS SDK gives every transaction a token, so what is kept of each is small.
 */
import { createHash } from 'node:crypto';
import { serviceError, validationError } from './errors.ts';

/** Milliseconds. */
const lifetime = 10 * 60 * 1000;

/** An item that a transaction was about. */
export interface ItemAddress {
  tableName: string;
  /** In the store. */
  key: string;
}

export interface ClientTokens {
  /**
   * The items of the transaction that a token stands for, if it was used before.
   *
   * @throws ValidationException, IdempotentParameterMismatchException
   */
  find(token: string, request: object): readonly ItemAddress[] | undefined;
  /** Call it when the transaction has been committed: one that failed may be tried again with its token. */
  remember(token: string, request: object, items: readonly ItemAddress[]): void;
}

export function createClientTokens(now: () => number): ClientTokens {
  const known = new Map<string, { digest: string; time: number; items: readonly ItemAddress[] }>();

  return {
    find(token, request) {
      if (token.length > 36) {
        throw validationError(
          `1 validation error detected: Value '${token}' at 'clientRequestToken' failed to satisfy constraint: ` +
            'Member must have length less than or equal to 36',
        );
      }
      const found = known.get(token);
      if (found === undefined || now() - found.time >= lifetime) return undefined;
      if (found.digest !== digestOf(request)) throw parametersChanged();
      return found.items;
    },
    remember(token, request, items) {
      // In order of time, so the first that is young enough ends the search.
      for (const [oldest, { time }] of known) {
        if (now() - time < lifetime) break;
        known.delete(oldest);
      }
      known.delete(token);
      known.set(token, { digest: digestOf(request), time: now(), items });
    },
  };
}

/** How much capacity is to be reported makes no other request of it. */
function digestOf(request: object): string {
  const { ReturnConsumedCapacity: _detail, ...rest } = request as Record<string, unknown>;
  return createHash('sha256').update(JSON.stringify(rest)).digest('base64');
}

function parametersChanged(): Error {
  const error = serviceError('IdempotentParameterMismatchException');
  // Spelled with a capital, as in TransactionCanceledException.
  error.body['Message'] =
    'The request uses the same client token as a previous, but non-identical request. ' +
    'Do not reuse a client token with different requests, unless the requests are identical';
  return error;
}
