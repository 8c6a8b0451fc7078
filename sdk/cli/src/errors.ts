import {
  isAbortError,
  isApiError,
  isAuthenticationError,
  isConnectionError,
  isGraphQLRequestError,
  isInvalidResponseError,
  isNorthwindError,
  isNotFoundError,
  isOAuthError,
  isPermissionDeniedError,
  isRateLimitError,
  isServerError,
  isSignInError,
  isSubscriptionError,
  isTimeoutError,
  isUsageError,
  type NorthwindError,
} from '@northwind/sdk';
import { CommanderError } from 'commander';
import { exitCodes, type ExitCode } from './exit-codes.ts';

/** An error of the command line itself: its message is for the person at the terminal. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = exitCodes.usage, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

export interface ErrorReport {
  readonly exitCode: ExitCode;
  readonly message: string;
  readonly code?: string | undefined;
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
}

const hints: Partial<Record<ExitCode, string>> = {
  [exitCodes.authentication]: '`northwind whoami` shows who you are, `northwind login` signs you in.',
  [exitCodes.permission]: '`northwind whoami` shows the scopes and groups that you have.',
  [exitCodes.network]: '`northwind doctor` finds out where the connection ends.',
};

/** Says in one sentence what went wrong. Messages of the SDK hold no secrets. */
export function reportOf(error: unknown): ErrorReport {
  if (error instanceof CliError) return { exitCode: error.exitCode, message: error.message };
  if (error instanceof CommanderError)
    return { exitCode: exitCodes.usage, message: error.message.replace(/^error: /, '').replace(/\n/g, ' ') };
  if (isAbortError(error) || (error as Error | undefined)?.name === 'AbortError')
    return { exitCode: exitCodes.interrupted, message: 'Interrupted.' };
  if (isNorthwindError(error)) {
    const exitCode = exitCodeOf(error);
    const { message, code, status, requestId } = error;
    const hint = hints[exitCode];
    const end = /[.!?)]$/.test(message) ? '' : '.';
    return { exitCode, message: hint ? `${message}${end} ${hint}` : message, code, status, requestId };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { exitCode: exitCodes.failure, message };
}

function exitCodeOf(error: NorthwindError): ExitCode {
  if (isUsageError(error)) return exitCodes.usage;
  if (isOAuthError(error)) return error.status >= 500 ? exitCodes.server : exitCodes.authentication;
  if (isAuthenticationError(error) || isSignInError(error)) return exitCodes.authentication;
  if (isPermissionDeniedError(error)) return exitCodes.permission;
  if (isNotFoundError(error)) return exitCodes.notFound;
  if (isRateLimitError(error)) return exitCodes.rateLimited;
  if (isServerError(error) || isInvalidResponseError(error)) return exitCodes.server;
  if (isConnectionError(error) || isTimeoutError(error)) return exitCodes.network;
  if (isApiError(error)) return exitCodes.refused;
  if (isGraphQLRequestError(error)) return graphQLExitCode(error.errorType);
  if (isSubscriptionError(error)) return exitCodes.permission;
  return exitCodes.failure;
}

function graphQLExitCode(errorType: string | undefined): ExitCode {
  if (errorType === 'Unauthorized') return exitCodes.permission;
  if (errorType === 'NotFound') return exitCodes.notFound;
  return exitCodes.refused;
}
