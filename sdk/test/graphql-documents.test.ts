import type { ResultOf, VariablesOf } from '@graphql-typed-document-node/core';
import { getOperationAST, parse } from 'graphql';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { ListMyDeliveriesDocument, OnLockerEventDocument } from '../src/graphql/index.ts';
import { GetLockerDocument, TypedDocumentString } from '../src/graphql/index.ts';
import * as documents from '../src/graphql/index.ts';

const all = Object.entries(documents).filter(
  ([name, value]) => value instanceof TypedDocumentString && name.endsWith('Document'),
);

describe('a document of the contract', () => {
  it('is text to whoever sends it', () => {
    const text = String(GetLockerDocument);
    expect(text.trim()).toMatch(/^query GetLocker\(\$lockerId: ID!\)/);
    expect(`${GetLockerDocument}`).toBe(text);
    expect(JSON.parse(JSON.stringify({ query: GetLockerDocument }))).toEqual({ query: text });
  });

  it('is named after the one operation it holds', () => {
    expect(all.length).toBeGreaterThan(10);
    for (const [name, document] of all) {
      expect(`${getOperationAST(parse(String(document)))?.name?.value}Document`).toBe(name);
    }
  });

  it('carries the types of its result and its variables, as every client of typed documents reads them', () => {
    type Locker = ResultOf<typeof GetLockerDocument>['getLocker'];
    expectTypeOf<Locker['sequence']>().toEqualTypeOf<number>();
    expectTypeOf<Locker['lastSeenAt']>().toEqualTypeOf<string | null>();
    expectTypeOf<Locker['compartments'][number]['door']>().toEqualTypeOf<'OPEN' | 'CLOSED' | null>();
    expectTypeOf<VariablesOf<typeof GetLockerDocument>>().toEqualTypeOf<{ lockerId: string }>();
    expectTypeOf<ResultOf<typeof OnLockerEventDocument>['onLockerEvent']>().toExtend<object | null>();
    type Day = VariablesOf<typeof ListMyDeliveriesDocument>;
    expectTypeOf<Day['day']>().toEqualTypeOf<string>();
    expectTypeOf<Day['limit']>().toEqualTypeOf<number | null | undefined>();
  });
});
