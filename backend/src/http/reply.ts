/** From an operation's reply to what API Gateway sends. */
import type { APIGatewayProxyResult } from 'aws-lambda';
import type { KeptReply } from '../data/once.ts';
import type { OperationId, OperationReply } from '../generated/operations.ts';

export type AnyReply = OperationReply<OperationId>;

/** As it is kept for replays and sent: everything but what belongs to one request. */
export const toKeptReply = (reply: AnyReply): KeptReply => ({
  statusCode: reply.status,
  headers: {
    ...('body' in reply ? { 'Content-Type': 'application/json' } : {}),
    ...textHeaders('headers' in reply ? reply.headers : {}),
  },
  body: 'body' in reply ? JSON.stringify(reply.body) : '',
});

const textHeaders = (headers: object): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

/** The same reply, told to be a repetition. */
export const asReplay = (kept: KeptReply): KeptReply => ({
  ...kept,
  headers: { ...kept.headers, 'Idempotency-Replayed': 'true' },
});

export const toResult = ({ statusCode, headers, body }: KeptReply): APIGatewayProxyResult => ({
  statusCode,
  headers: { ...headers },
  body,
});
