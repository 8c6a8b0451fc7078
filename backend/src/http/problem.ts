/** The one place where what went wrong becomes a problem document (RFC 9457). */
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { Refusal, type InputError } from '../domain/refusal.ts';
import { maxProblemErrors, problems, problemTypeBase } from '../generated/manifest.ts';
import type { Problem, ProblemCode } from '../generated/operations.ts';

export interface ProblemOptions {
  readonly errors?: readonly InputError[];
  /** Seconds. */
  readonly retryAfter?: number | undefined;
}

/** Thrown by the HTTP layer itself; the domain throws {@link Refusal}. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly code: ProblemCode;
  readonly options: ProblemOptions;

  constructor(code: ProblemCode, detail: string, options: ProblemOptions = {}) {
    super(detail);
    this.code = code;
    this.options = options;
  }
}

/** The first errors in words; all of them are in the problem's `errors`. */
function validationSummary(errors: readonly InputError[]): string {
  const count = errors.length === 1 ? '1 validation error' : `${errors.length} validation errors`;
  const named = errors.slice(0, 3).map(({ pointer, message }) => `${pointer} ${message}`.trim());
  return `The request has ${count}: ${named.join('; ')}${errors.length > 3 ? '; …' : '.'}`;
}

export const invalidRequest = (errors: readonly InputError[]): HttpProblem =>
  new HttpProblem('invalid_request', validationSummary(errors), {
    errors: errors.slice(0, maxProblemErrors),
  });

/** Errors by which AWS's services say: not now. */
const transientErrors = new Set([
  'InternalServerError',
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ServiceUnavailable',
  'ThrottlingException',
  'TimeoutError',
  'TooManyRequestsException',
  'TransactionInProgressException',
]);

const transientCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'ETIMEDOUT']);

const isTransient = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const { code, $metadata } = error as { code?: unknown; $metadata?: { httpStatusCode?: number } };
  return (
    transientErrors.has(error.name) ||
    (typeof code === 'string' && transientCodes.has(code)) ||
    ($metadata?.httpStatusCode ?? 0) >= 500
  );
};

/** What the caller is told of an error. Of a defect: nothing but that it was ours. */
export const toHttpProblem = (error: unknown): HttpProblem => {
  if (error instanceof HttpProblem) return error;
  if (error instanceof Refusal) {
    return new HttpProblem(error.code, error.message, { errors: error.errors, retryAfter: error.retryAfter });
  }
  if (isTransient(error)) {
    return new HttpProblem('service_unavailable', 'Repeat the call in a moment.', { retryAfter: 1 });
  }
  return new HttpProblem('internal_error', 'Repeat the call; if it fails again, tell us the request id.');
};

export const problemResult = (problem: HttpProblem, event: APIGatewayProxyEvent): APIGatewayProxyResult => {
  const { status, title } = problems[problem.code];
  const { requestId, path } = event.requestContext;
  const { errors = [], retryAfter } = problem.options;
  const body: Problem = {
    type: `${problemTypeBase}${problem.code}`,
    title,
    status,
    detail: problem.message,
    instance: path,
    code: problem.code,
    requestId,
    ...(errors.length > 0 ? { errors: [...errors] } : {}),
  };
  return {
    statusCode: status,
    headers: {
      'Content-Type': 'application/problem+json',
      ...(retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }),
    },
    body: JSON.stringify(body),
  };
};
