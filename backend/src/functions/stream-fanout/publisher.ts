/** Calls the system's mutations, and again where that can help. */
import { setTimeout as sleep } from 'node:timers/promises';
import { systemDocuments } from '../../generated/graphql-documents.ts';
import { backoffMs } from '../../runtime/backoff.ts';
import type { SignedAnswer, SignedFetch } from '../signed-fetch.ts';
import type { Publication } from './publications.ts';

/** AppSync answered that it will not, and would not the next time. */
export class PublicationRefused extends Error {
  override readonly name = 'PublicationRefused';
}

/** AppSync is throttled, disturbed or out of reach. */
export class PublicationFailed extends Error {
  override readonly name = 'PublicationFailed';
}

export interface PublisherOptions {
  readonly url: URL;
  readonly fetch: SignedFetch;
  /** Attempts in one invocation; Lambda's own attempts come on top. Default 4. */
  readonly attempts?: number;
  /** Waits between attempts; default a timer. */
  readonly pause?: (milliseconds: number) => Promise<unknown>;
}

export type Publish = (publication: Publication) => Promise<void>;

interface Answer {
  readonly errors?: readonly { readonly errorType?: string | null; readonly message: string }[];
}

/** AppSync throttles with 429 and, inside an answer of 200, with errors of these types ("Common errors"). */
const transientErrors =
  /Throttl|TooManyRequests|LimitExceeded|InternalFailure|ExecutionTimeout|Server(Error|Exception)/i;

const headers = { 'content-type': 'application/json; charset=UTF-8' };

const attempt = async (
  { url, fetch }: PublisherOptions,
  { operation, variables }: Publication,
): Promise<void> => {
  const body = JSON.stringify({ query: systemDocuments[operation], operationName: operation, variables });
  let response: SignedAnswer;
  try {
    response = await fetch({ method: 'POST', url, headers, body });
  } catch (error) {
    throw new PublicationFailed(`${operation}: no answer`, { cause: error });
  }
  if (response.status === 429 || response.status >= 500) {
    throw new PublicationFailed(`${operation}: HTTP ${response.status}`);
  }
  const { errors = [] } = readAnswer(response.text);
  const [first] = errors;
  if (response.ok && !first) return;
  const reason = `${operation}: HTTP ${response.status}, ${first?.errorType ?? 'no type'}: ${first?.message ?? 'no message'}`;
  if (first && transientErrors.test(first.errorType ?? '')) throw new PublicationFailed(reason);
  throw new PublicationRefused(reason);
};

const readAnswer = (text: string): Answer => {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return { errors: [{ message: 'The answer is no JSON.' }] };
  }
};

/**
 * Resolves when AppSync has taken the publication.
 *
 * @throws PublicationRefused at once, PublicationFailed after the last attempt
 */
export const publisher = (options: PublisherOptions): Publish => {
  const { attempts = 4, pause = sleep } = options;
  return async (publication) => {
    for (let number = 1; ; number += 1) {
      try {
        await attempt(options, publication);
        return;
      } catch (error) {
        if (!(error instanceof PublicationFailed) || number >= attempts) throw error;
        await pause(backoffMs(number, 50, 1_000));
      }
    }
  };
};
