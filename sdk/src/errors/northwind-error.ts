import type { ProblemCode, Problem } from '../generated/models.ts';
import type { Open } from '../support/open.ts';
import { guard, MARK } from './guard.ts';

/** Codes of errors that arise in the SDK itself, where no problem document exists. */
export type ClientErrorCode =
  | 'aborted'
  | 'connection'
  | 'export_failed'
  | 'graphql'
  | 'invalid_response'
  | 'oauth'
  | 'sequence_gap'
  | 'sign_in'
  | 'subscription'
  | 'timeout'
  | 'unknown'
  | 'usage'
  | 'webhook';

/** Fields that a subclass hands to {@link NorthwindError}. */
export interface NorthwindErrorFields {
  readonly code: Open<ProblemCode | ClientErrorCode>;
  readonly operation?: string | undefined;
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  readonly problem?: Problem | undefined;
  readonly cause?: unknown;
  /** Instead of the advice of the class. */
  readonly advice?: string | undefined;
}

/**
 * Every error this package throws is a `NorthwindError`. Use {@link isNorthwindError} rather than `instanceof`: it is true
 * also for errors of another copy of the package.
 *
 * @example
 * ```ts
 * import { Northwind, isNorthwindError } from '@northwind/sdk';
 *
 * const northwind = Northwind.fromEnv();
 * try {
 *   await northwind.invoices.get('inv_01JB2M4K7Q9VXN3C5D8E6F0G1H');
 * } catch (error) {
 *   if (!isNorthwindError(error)) throw error;
 *   console.error(error.code, error.status, error.requestId, error.advice);
 * }
 * ```
 */
export class NorthwindError extends Error {
  /** Machine-readable reason: the problem document's `code`, or one of {@link ClientErrorCode}. Stable; switch on it. */
  declare readonly code: Open<ProblemCode | ClientErrorCode>;
  /** What failed: the contract's `operationId`, the name of a GraphQL operation, the user pool's action, or `'token'`; `undefined` for a wrong option. */
  declare readonly operation: string | undefined;
  /** HTTP status of the response; `undefined` if there was none. */
  declare readonly status: number | undefined;
  /** Identifier of the request at Northwind; quote it to support. `undefined` if no response carried one. */
  declare readonly requestId: string | undefined;
  /** The RFC 9457 problem document of the response; `undefined` if the body was empty or something else. */
  declare readonly problem: Problem | undefined;

  constructor(message: string, fields: NorthwindErrorFields) {
    super(message, fields.cause === undefined ? undefined : { cause: fields.cause });
    const { code, operation, status, requestId, problem, advice = this.advice } = fields;
    setFields(this, { code, operation, status, requestId, advice, problem });
  }

  override get name(): string {
    return 'NorthwindError';
  }

  /** What to do about it, in one or two sentences. */
  get advice(): string {
    return 'See `code` and `cause`.';
  }

  /** @internal */
  get [MARK](): true {
    return true;
  }
}

/** Sets fields so that `console.log` shows those that say something. `hidden` ones are for programs: headers, whole bodies. */
export function setFields(error: NorthwindError, fields: object, hidden = false): void {
  for (const [name, value] of Object.entries(fields) as [string, unknown][]) {
    Object.defineProperty(error, name, {
      value,
      enumerable: !hidden && value !== undefined,
      writable: true,
      configurable: true,
    });
  }
}

/** True for every error of this package, of whatever copy. */
export const isNorthwindError = /* @__PURE__ */ guard<NorthwindError>('NorthwindError');
