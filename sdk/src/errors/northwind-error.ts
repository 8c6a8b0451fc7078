import type { ProblemCode, Problem } from '../generated/models.ts';
import { brand, guard } from './brand.ts';

/** Codes of errors that arise in the SDK itself, where no problem document exists. */
export type ClientErrorCode =
  | 'aborted'
  | 'connection'
  | 'graphql'
  | 'invalid_response'
  | 'oauth'
  | 'sequence_gap'
  | 'sign_in'
  | 'subscription'
  | 'timeout'
  | 'unknown'
  | 'usage';

/** Fields that a subclass hands to {@link NorthwindError}. */
export interface NorthwindErrorFields {
  readonly code: ProblemCode | ClientErrorCode;
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  readonly problem?: Problem | undefined;
  readonly cause?: unknown;
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
  declare readonly name: string;
  /** What to do about it, in one or two sentences. */
  declare readonly advice: string;
  /** Machine-readable reason: the problem document's `code`, or one of {@link ClientErrorCode}. Stable; switch on it. */
  readonly code: ProblemCode | ClientErrorCode;
  /** HTTP status of the answer; `undefined` if there was none. */
  readonly status: number | undefined;
  /** Identifier of the request at Northwind; quote it to support. `undefined` if no answer carried one. */
  readonly requestId: string | undefined;
  /** The RFC 9457 problem document of the answer; `undefined` if the body was empty or something else. */
  readonly problem: Problem | undefined;

  static {
    brand(this, 'NorthwindError', 'See `code` and `cause`.');
  }

  constructor(message: string, fields: NorthwindErrorFields) {
    super(message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.code = fields.code;
    this.status = fields.status;
    this.requestId = fields.requestId;
    this.problem = fields.problem;
  }
}

/** True for every error of this package, of whatever copy. */
export const isNorthwindError = /* @__PURE__ */ guard<NorthwindError>('NorthwindError');
