import { buildSchema, type GraphQLOutputType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { resultChecker } from './result.ts';

const schema = buildSchema(`
  type Query { parcel: Parcel!, parcels: [Parcel!]!, count: Int }
  type Parcel { id: ID!, size: Size!, weight: Int, tags: [String!]!, place: Place, history: String }
  type Place { name: String! }
  enum Size { SMALL LARGE }
`);
const fields = schema.getQueryType()?.getFields();
const typeOf = (field: string): GraphQLOutputType => fields![field]!.type;
const resultMistakes = resultChecker((field) => field === 'Parcel.history');
const parcel = { id: 'p', size: 'SMALL', weight: 1, tags: ['a'], place: { name: 'x' } };

describe('a resolver’s result', () => {
  it.each([
    ['is what its type says', 'parcel', parcel],
    ['has null for what may be null', 'parcel', { ...parcel, weight: null, place: null }],
    ['has what the resolvers below it read', 'parcel', { ...parcel, historyKey: 'k' }],
    ['is a list', 'parcels', [parcel, parcel]],
    ['is null beside an error', 'parcel', null],
  ])('is taken when it %s', (_, field, value) => {
    expect(resultMistakes(typeOf(field), value)).toEqual([]);
  });

  it.each([
    [
      'lacks a field',
      { ...parcel, weight: undefined },
      '/weight is missing; a field without a value is null',
    ],
    ['has null where none may be', { ...parcel, size: null }, '/size must not be null'],
    ['has a number for a text', { ...parcel, id: 5 }, '/id must be a value of ID'],
    ['has a text for a number', { ...parcel, weight: '5' }, '/weight must be a value of Int'],
    [
      'has a number that GraphQL cannot carry',
      { ...parcel, weight: 2 ** 31 },
      '/weight must be a value of Int',
    ],
    ['has another value of an enum', { ...parcel, size: 'small' }, '/size must be a value of Size'],
    ['has one value for a list', { ...parcel, tags: 'a' }, '/tags must be a list'],
    ['has null in a list', { ...parcel, tags: [null] }, '/tags/0 must not be null'],
    ['has a text for an object', { ...parcel, place: 'x' }, '/place must be an object'],
    [
      'has a field that the type lacks',
      { ...parcel, place: { name: 'x', nam: 'y' } },
      '/place/nam is not a field of Place',
    ],
  ])('is told when it %s', (_, value, mistake) => {
    expect(resultMistakes(typeOf('parcel'), value)).toEqual([mistake]);
  });
});
