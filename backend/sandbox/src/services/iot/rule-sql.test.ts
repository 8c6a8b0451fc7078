import { describe, expect, it } from 'vitest';
import { deviceEventPath } from '../../../../src/functions/device-event-path.ts';
import { compileRule, RulePayloadError, SqlParseError } from './rule-sql.ts';

const message = (payload: string, topic = 'northwind/lockers/lkr_1/events') => ({
  topic,
  payload: Buffer.from(payload),
  timestamp: 1_700_000_000_000,
});

describe('an IoT rule', () => {
  it("makes of a device's message the detail that the event's schema describes", () => {
    const rule = compileRule(deviceEventPath.topicRule.sql);
    expect(rule.matches('northwind/lockers/lkr_1/events')).toBe(true);
    expect(rule.select(message('{"type":"heartbeat","more":[1]}'))).toEqual({
      type: 'heartbeat',
      more: [1],
      thingName: 'lkr_1',
      receivedAt: 1_700_000_000_000,
    });
  });

  it.each(['{"thingName":"lkr_2"}', '{"receivedAt":1}', '{"thingName":null}'])(
    'does not pass on a message that claims what only the broker can vouch for: %s',
    (payload) => {
      expect(compileRule(deviceEventPath.topicRule.sql).select(message(payload))).toBeUndefined();
    },
  );

  it('selects attributes by name and leaves out what is not there', () => {
    const rule = compileRule("select a as b, c, topic() as whole, topic(9) as none from 'x/#'");
    expect(rule.select(message('{"a":1}', 'x/y'))).toEqual({ b: 1, whole: 'x/y' });
  });

  it.each([
    ['a/+/c', 'a/b/c', true],
    ['a/+/c', 'a/b/b/c', false],
    ['a/+', 'a', false],
    ['a/+', 'a/b/c', false],
    ['a/#', 'a/b/c', true],
    ['#', 'a', true],
    ['a/b', 'a/b', true],
    ['a/b', 'a/B', false],
  ])('FROM %s, message on %s: %s', (filter, topic, matches) => {
    expect(compileRule(`SELECT * FROM '${filter}'`).matches(topic)).toBe(matches);
  });

  it.each(['', 'no json', '[1]', '"text"', 'null', '{"a":'])(
    'runs no action for the payload %j',
    (payload) => {
      expect(() => compileRule("SELECT * FROM 'a'").select(message(payload))).toThrow(RulePayloadError);
    },
  );

  it.each([
    'SELECT *',
    "SELECT * FROM 'a' WHERE b > 1",
    "SELECT * FROM 'a' WHERE isUndefined(b) OR isUndefined(c)",
    "SELECT upper(a) AS b FROM 'a'",
    "SELECT topic(1) FROM 'a'",
    "DELETE * FROM 'a'",
  ])('is refused when it says more than is understood: %s', (sql) => {
    expect(() => compileRule(sql)).toThrow(SqlParseError);
  });
});
