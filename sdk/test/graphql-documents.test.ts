import type { ResultOf, VariablesOf } from '@graphql-typed-document-node/core';
import { getOperationAST, parse } from 'graphql';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { ListMyDeliveriesDocument } from '../src/graphql/index.ts';
import {
  GetLockerDocument,
  MarkDeliveredDocument,
  OnLockerEventDocument,
  TypedDocumentString,
} from '../src/graphql/index.ts';
import * as documents from '../src/graphql/index.ts';

const all = Object.values(documents).filter((value) => value instanceof TypedDocumentString);

describe('a document of the contract', () => {
  it('is text to whoever sends it', () => {
    const text = String(GetLockerDocument);
    expect(text).toMatch(/^query GetLocker\(\$lockerId: ID!\)/);
    expect(`${GetLockerDocument}`).toBe(text);
    expect(JSON.parse(JSON.stringify({ query: GetLockerDocument }))).toEqual({ query: text });
  });

  it('says its kind and its name, and they are those of its text', () => {
    expect(all.length).toBeGreaterThan(10);
    for (const document of all) {
      const operation = getOperationAST(parse(String(document)));
      expect([document.operation, document.operationName]).toEqual([
        operation?.operation,
        operation?.name?.value,
      ]);
    }
    expect(MarkDeliveredDocument.operation).toBe('mutation');
    expect(OnLockerEventDocument.operation).toBe('subscription');
  });

  it('carries the types of its result and its variables, as every client of typed documents reads them', () => {
    type Locker = ResultOf<typeof GetLockerDocument>['getLocker'];
    expectTypeOf<Locker['sequence']>().toEqualTypeOf<number>();
    expectTypeOf<Locker['lastSeenAt']>().toEqualTypeOf<string | null>();
    expectTypeOf<Locker['compartments'][number]['door']>().toEqualTypeOf<'OPEN' | 'CLOSED' | null>();
    expectTypeOf<VariablesOf<typeof GetLockerDocument>>().toEqualTypeOf<{ readonly lockerId: string }>();
    expectTypeOf<ResultOf<typeof OnLockerEventDocument>['onLockerEvent']>().toExtend<object | null>();
    type Day = VariablesOf<typeof ListMyDeliveriesDocument>;
    expectTypeOf<Day['day']>().toEqualTypeOf<string>();
    expectTypeOf<Day['limit']>().toEqualTypeOf<number | null | undefined>();
  });
});
