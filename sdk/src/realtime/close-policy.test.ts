import { describe, expect, it } from 'vitest';
import { verdict, type Ending, type Verdict } from './close-policy.ts';

const closed = (code: number): Ending => ({ kind: 'closed', code, reason: '' });
const refused = (error: { errorType?: string; errorCode?: number }, movable = false): Ending => ({
  kind: 'refused',
  errors: [{ message: 'no', ...error }],
  movable,
});

describe('after a connection has ended, the verdict', () => {
  it.each<[string, Ending, Verdict]>([
    ['a normal close by the server', closed(1000), 'retry'],
    ['going away', closed(1001), 'retry'],
    ['no status', closed(1005), 'retry'],
    ['a broken line', closed(1006), 'retry'],
    ['an internal error', closed(1011), 'retry'],
    ['a restart', closed(1012), 'retry'],
    ['try again later', closed(1013), 'retry'],
    ['an undocumented code', closed(4321), 'retry'],
    ['a protocol error', closed(1002), 'give-up'],
    ['a policy violation', closed(1008), 'give-up'],
    ['a message that is too big', closed(1009), 'give-up'],
    ['unauthorized', refused({ errorType: 'UnauthorizedException', errorCode: 401 }), 'reauthorize'],
    [
      'unauthorized in its old form',
      refused({ errorType: 'com.amazonaws.deepdish.graphql.auth#UnauthorizedException', errorCode: 400 }),
      'reauthorize',
    ],
    ['forbidden without a type', refused({ errorCode: 403 }), 'reauthorize'],
    ['a missing subprotocol', refused({ errorCode: 400 }), 'give-up'],
    ['a host that may have moved', refused({ errorCode: 400 }, true), 'retry'],
    ['too many connections', refused({ errorType: 'LimitExceededError', errorCode: 429 }), 'retry'],
    ['an internal failure', refused({ errorType: 'InternalFailure', errorCode: 500 }), 'retry'],
    ['silence', { kind: 'silent', waitedFor: 'ka' }, 'retry'],
    ['no token for now', { kind: 'unprepared', error: new Error('offline'), permanent: false }, 'retry'],
    ['no token ever again', { kind: 'unprepared', error: new Error('revoked'), permanent: true }, 'give-up'],
  ])('on %s', (_name, ending, expected) => {
    expect(verdict(ending)).toBe(expected);
  });
});
