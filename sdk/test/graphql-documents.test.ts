import type { ResultOf, VariablesOf } from '@graphql-typed-document-node/core';
import { getOperationAST, parse } from 'graphql';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type {
  DeliveryProblemReason,
  GraphQLDeliveryStatus,
  DoorState,
  GetDeliveryDocument,
  ListMyDeliveriesDocument,
  LockerEventType,
  OnLockerEventDocument,
  Open,
  ReportDeliveryProblemDocument,
} from '../src/graphql/index.ts';
import type { LockerEvent } from '../src/index.ts';
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
    expectTypeOf<Locker['compartments'][number]['door']>().toEqualTypeOf<Open<DoorState> | null>();
    expectTypeOf<VariablesOf<typeof GetLockerDocument>>().toEqualTypeOf<{ lockerId: string }>();
    expectTypeOf<ResultOf<typeof OnLockerEventDocument>['onLockerEvent']>().toExtend<object | null>();
    type Day = VariablesOf<typeof ListMyDeliveriesDocument>;
    expectTypeOf<Day['day']>().toEqualTypeOf<string>();
    expectTypeOf<Day['limit']>().toEqualTypeOf<number | null | undefined>();
  });

  it('has open enums in its result, which can be matched fully, and closed ones in its variables', () => {
    type Result = ResultOf<typeof GetDeliveryDocument>['getDelivery'];
    const label = (status: GraphQLDeliveryStatus): string => {
      switch (status) {
        case 'ANNOUNCED':
        case 'DELIVERED':
        case 'PICKED_UP':
        case 'PROBLEM':
        case 'CANCELLED':
          return status;
        default:
          status satisfies never;
          return 'newer than the SDK';
      }
    };
    expectTypeOf<'RETURNED'>().toExtend<Result['status']>();
    expectTypeOf<Result['status']>().toEqualTypeOf<Open<GraphQLDeliveryStatus>>();
    expectTypeOf<LockerEvent['type']>().toEqualTypeOf<Open<LockerEventType>>();
    type Problem = VariablesOf<typeof ReportDeliveryProblemDocument>['input'];
    expectTypeOf<Problem['reason']>().toEqualTypeOf<DeliveryProblemReason>();
    const { status } = { status: 'RETURNED' } as Pick<Result, 'status'>;
    expect(label(status as GraphQLDeliveryStatus)).toBe('newer than the SDK');
  });
});
