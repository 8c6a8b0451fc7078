import type { ProblemCode } from '../generated/operations.ts';

/** One offending place of the input: a JSON pointer (`/lines/0/quantity`) and what is wrong there. */
export interface InputError {
  readonly pointer: string;
  readonly message: string;
}

export interface RefusalOptions {
  readonly errors?: readonly InputError[];
  /** Seconds after which repeating the call makes sense. */
  readonly retryAfter?: number;
  /** What lies behind it; logged, never told. */
  readonly cause?: unknown;
}

/**
 * The one error the domain and the repositories throw on purpose; everything else is a defect and becomes a 500. Which HTTP status
 * and title a code has is the HTTP layer's business.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: ProblemCode;
  readonly errors: readonly InputError[];
  readonly retryAfter: number | undefined;

  constructor(code: ProblemCode, detail: string, options: RefusalOptions = {}) {
    super(detail, { cause: options.cause });
    this.code = code;
    this.errors = options.errors ?? [];
    this.retryAfter = options.retryAfter;
  }
}

/** Another tenant's id is answered exactly like an id that does not exist. */
export const notFound = (what: string, id: string): Refusal =>
  new Refusal('not_found', `${what.slice(0, 1).toUpperCase()}${what.slice(1)} ${id} not found.`);

/** One part of the input is wrong in a way that the contract's schema cannot say. */
export const invalidInput = (pointer: string, message: string): Refusal =>
  new Refusal('invalid_request', `The request has 1 validation error: ${pointer} ${message}.`, {
    errors: [{ pointer, message }],
  });
