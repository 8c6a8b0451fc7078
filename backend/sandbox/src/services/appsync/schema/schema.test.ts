import { describe, expect, it } from 'vitest';
import { awsScalars } from './scalars.ts';
import { buildAppSyncSchema } from './schema.ts';

const scalar = (name: string) => awsScalars.find((type) => type.name === name);

describe('the scalars take what AppSync takes', () => {
  it.each<[string, unknown[], unknown[]]>([
    [
      'AWSDate',
      ['1970-01-01', '1970-01-01Z', '1970-01-01-07:00', '2024-02-29', '1970-01-01+05:30:15'],
      ['1970-1-1', '2023-02-29', '1970-13-01', 'x', 5],
    ],
    [
      'AWSTime',
      ['12:30', '12:30Z', '12:30:24-07:00', '12:30:24.500+05:30', '12:30:24.123456789'],
      ['24:00', '12', '12:60', '12:30:24.1234567890'],
    ],
    [
      'AWSDateTime',
      ['1970-01-01T12:30Z', '1970-01-01T12:30:24-07:00', '1970-01-01T12:30:24.5+05:30'],
      ['1970-01-01T12:30', '1970-01-01', '2023-02-30T00:00Z', ''],
    ],
    ['AWSEmail', ['a@b', 'first.last+tag@example.com'], ['a', '@b', 'a@', 'a b@c']],
    ['AWSURL', ['https://a.example/b?c', 'ftp://x', 'mailto://x'], ['a.example', '/b', 'http:']],
    [
      'AWSPhone',
      ['+4940123456', '040 123-456', '(555) 555-1234'.replace('(', '0').replace(')', '')],
      ['abc', '+', '12'],
    ],
    [
      'AWSIPAddress',
      ['127.0.0.1', '10.0.0.0/8', '::1', '2001:db8::/32'],
      ['127.0.0', '10.0.0.0/33', '::1/129', 'x'],
    ],
    ['AWSTimestamp', [0, -1, 1714567890], [1.5, 'soon', null]],
    ['AWSJSON', ['{"a":1}', '[]', '5', '"text"', 'null'], ['{', 'text', '']],
  ])('%s', (name, good, bad) => {
    for (const value of good)
      expect(() => scalar(name)?.coerceInputValue(value), String(value)).not.toThrow();
    for (const value of bad)
      expect(() => scalar(name)?.coerceInputValue(value), String(value)).toThrow('Unable to parse');
  });

  it('AWSJSON is parsed on the way in, a string stays one on the way out', () => {
    expect(scalar('AWSJSON')?.coerceInputValue('{"a":[1]}')).toEqual({ a: [1] });
    expect(scalar('AWSJSON')?.coerceOutputValue({ a: [1] })).toBe('{"a":[1]}');
    expect(scalar('AWSJSON')?.coerceOutputValue('{"a":1}')).toBe('{"a":1}');
  });
});

describe('a schema is refused', () => {
  const types =
    'type Query { a: String } type A { a: String } type B { b: String } type Mutation { makeA: A }';
  it.each([
    [
      'for a link to no mutation',
      `${types} type Subscription { onA: A @aws_subscribe(mutations: ["makeB"]) }`,
      'makeB, which is no mutation',
    ],
    [
      'for a link of another type',
      `${types} type Subscription { onB: B @aws_subscribe(mutations: ["makeA"]) }`,
      'must return the type of Mutation.makeA',
    ],
    ['for an unknown type', 'type Query { a: Nope }', 'Nope'],
    ['for a string description', 'type Query { """of a""" a: String }', 'write the one of a as a # comment'],
    ['for its size', `${types}${'#'.repeat(1024 * 1024)}`, '1 MB'],
  ])('%s', (_name, sdl, message) => {
    expect(() => buildAppSyncSchema(sdl)).toThrow(message);
  });

  it('not for comments: they are its descriptions', () => {
    const schema = buildAppSyncSchema(`# not above

# What can be asked,
#   in two lines
type Query {
  # of a
  a: String # behind
  b: String
}`);
    const query = schema.getQueryType();
    expect(query?.description).toBe('What can be asked,\n  in two lines');
    expect(query?.getFields().a?.description).toBe('of a');
    expect(query?.getFields().b?.description ?? null).toBeNull();
  });

  it('not when it declares the directives itself, as a contract for other tools does', () => {
    const sdl = `scalar AWSDate directive @aws_iam on FIELD_DEFINITION | OBJECT type Query { day: AWSDate @aws_iam }`;
    expect(buildAppSyncSchema(sdl).getQueryType()?.getFields().day?.type.toString()).toBe('AWSDate');
  });
});
