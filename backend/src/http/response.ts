/** From an operation's reply to what API Gateway sends. */
import type { APIGatewayProxyResult } from 'aws-lambda';
import type { StoredResponse } from '../data/idempotency-record.ts';
import type { OperationId, OperationReply } from '../generated/operations.ts';

export type AnyReply = OperationReply<OperationId>;

const headerValues = (headers: object): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

/** As it is stored for replays and sent: everything but what belongs to one request. */
export const toStoredResponse = (reply: AnyReply): StoredResponse => ({
  statusCode: reply.status,
  headers: {
    ...('body' in reply ? { 'Content-Type': 'application/json' } : {}),
    ...headerValues('headers' in reply ? reply.headers : {}),
  },
  body: 'body' in reply ? JSON.stringify(reply.body) : '',
});

/** The same response, marked as a repetition. */
export const asReplay = (stored: StoredResponse): StoredResponse => ({
  ...stored,
  headers: { ...stored.headers, 'Idempotency-Replayed': 'true' },
});

export const toResult = ({ statusCode, headers, body }: StoredResponse): APIGatewayProxyResult => ({
  statusCode,
  headers: { ...headers },
  body,
});
