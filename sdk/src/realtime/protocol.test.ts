import { describe, expect, it } from 'vitest';
import { readFrame, startFrame, type ServerFrame } from './protocol.ts';

const frame = (value: unknown): ServerFrame => readFrame(JSON.stringify(value));

describe('reading a frame', () => {
  it.each<[string, unknown, ServerFrame]>([
    [
      'the acknowledgement, with how long silence may last',
      { type: 'connection_ack', payload: { connectionTimeoutMs: 1234 } },
      { type: 'acknowledged', timeoutMs: 1234 },
    ],
    [
      'an acknowledgement that does not say',
      { type: 'connection_ack' },
      { type: 'acknowledged', timeoutMs: 300_000 },
    ],
    ['a keep-alive', { type: 'ka' }, { type: 'keep-alive' }],
    [
      'the start of a subscription',
      { type: 'start_ack', id: '1', payload: {} },
      { type: 'started', id: '1' },
    ],
    [
      'data',
      { type: 'data', id: '1', payload: { data: { a: 1 } } },
      { type: 'data', id: '1', payload: { data: { a: 1 } } },
    ],
    ['the end of a subscription', { type: 'complete', id: '1' }, { type: 'completed', id: '1' }],
    [
      'a refused subscription',
      { type: 'error', id: '1', payload: { errors: [{ errorType: 'Unauthorized', message: 'no' }] } },
      { type: 'failed', id: '1', errors: [{ errorType: 'Unauthorized', message: 'no' }] },
    ],
    [
      'errors as one object, as the limit of subscriptions reports them',
      {
        type: 'error',
        id: '1',
        payload: { errors: { errorType: 'MaxSubscriptionsReachedError', message: 'Max number of 100' } },
      },
      {
        type: 'failed',
        id: '1',
        errors: [{ errorType: 'MaxSubscriptionsReachedError', message: 'Max number of 100' }],
      },
    ],
    [
      'an error that has a type only',
      { type: 'error', id: '1', payload: { errors: [{ errorType: 'Odd' }] } },
      { type: 'failed', id: '1', errors: [{ errorType: 'Odd', message: 'Odd' }] },
    ],
    [
      'an error without a payload',
      { type: 'error', id: '1' },
      { type: 'failed', id: '1', errors: [{ message: 'AppSync gave no reason' }] },
    ],
    [
      'an error that names no subscription',
      {
        type: 'error',
        payload: { errors: [{ errorType: 'LimitExceededError', message: 'Rate limit exceeded' }] },
      },
      { type: 'unknown' },
    ],
    [
      'a refused connection',
      { type: 'connection_error', payload: { errors: [{ message: 'NoProtocolError', errorCode: 400 }] } },
      { type: 'refused', errors: [{ message: 'NoProtocolError', errorCode: 400 }] },
    ],
    ['a frame of tomorrow', { type: 'surprise', id: '1' }, { type: 'unknown' }],
    ['null', null, { type: 'unknown' }],
  ])('understands %s', (_name, raw, expected) => {
    expect(frame(raw)).toEqual(expected);
  });

  it('takes what is no JSON for an unknown frame', () => {
    expect(readFrame('<html>')).toEqual({ type: 'unknown' });
  });
});

it('puts the operation into a start frame as a string, and the authorization beside it', () => {
  const parsed = JSON.parse(
    startFrame('7', { query: 'subscription { a }' }, { host: 'h', Authorization: 't' }),
  ) as unknown;
  expect(parsed).toEqual({
    id: '7',
    type: 'start',
    payload: {
      data: '{"query":"subscription { a }","variables":{}}',
      extensions: { authorization: { host: 'h', Authorization: 't' } },
    },
  });
});
