import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { isUsageError, type Northwind } from '../src/index.ts';
import { GetLockerDocument, MarkDeliveredDocument, MeDocument } from '../src/graphql/index.ts';
import { clientWith, environment } from './client.ts';

const graphqlUrl = 'https://graphql.test/graphql';
const client = (data: unknown) =>
  clientWith(() => Response.json({ data }), { environment: { ...environment, graphqlUrl } });

/** As a program's own code generation writes documents: graphql-codegen's client preset with `documentMode: 'string'`. */
class OwnDocument<Result, Variables> extends String implements DocumentTypeDecoration<Result, Variables> {
  declare __apiType?: NonNullable<DocumentTypeDecoration<Result, Variables>['__apiType']>;
}

const CountDoors = new OwnDocument<{ getLocker: { doors: number } }, { id: string }>(
  'fragment Doors on Locker { doors } query CountDoors($id: ID!) { getLocker(lockerId: $id) { ...Doors } }',
);
const Whoami = new OwnDocument<{ me: { id: string } }, { [key: string]: never }>(
  'query Whoami { me { id } }',
);

describe('the GraphQL client', () => {
  it("sends a program's own documents under the name in their text, and gives their types", async () => {
    const { northwind, requests } = client({ getLocker: { doors: 12 } });
    const data = await northwind.graphql.query(CountDoors, { id: 'lkr_1' });
    expectTypeOf(data).toEqualTypeOf<{ getLocker: { doors: number } }>();
    expect(data).toEqual({ getLocker: { doors: 12 } });
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
      query: CountDoors.toString(),
      operationName: 'CountDoors',
      variables: { id: 'lkr_1' },
    });
  });

  it('takes a document without types too, whose answer is unknown', async () => {
    const { northwind } = client({ me: { id: 'usr_1' } });
    const data = await northwind.graphql.query('query Plain { me { id } }');
    expectTypeOf(data).toEqualTypeOf<unknown>();
    expect(data).toEqual({ me: { id: 'usr_1' } });
  });

  it('asks for variables where a document has some, and only there', () => {
    const calls = ({ graphql }: Northwind) => [
      graphql.query(MeDocument),
      graphql.query(Whoami),
      graphql.query(Whoami, undefined, { timeout: 1000 }),
      graphql.query(GetLockerDocument, { lockerId: 'lkr_1' }),
      // @ts-expect-error The document needs variables.
      graphql.query(GetLockerDocument),
      // @ts-expect-error The variable has another name.
      graphql.query(CountDoors, { lockerId: 'lkr_1' }),
      // @ts-expect-error A syntax tree is no text.
      graphql.query({ kind: 'Document', definitions: [] }),
    ];
    expectTypeOf(calls).returns.toExtend<Promise<unknown>[]>();
  });

  it('refuses a document of another kind and says which method takes it, before anything is sent', async () => {
    const { northwind, requests, tokenRequests } = client({});
    const input = { clientMutationId: 'once-0001', deliveryId: 'dlv_1' };
    const wrong = [
      northwind.graphql.query(MarkDeliveredDocument, { input }),
      northwind.graphql.mutate(MeDocument),
      northwind.graphql.subscribe(MeDocument).next(),
      northwind.graphql.query('{ me { id } }'),
    ];
    const errors = await Promise.all(wrong.map((call) => call.catch((error: unknown) => error)));
    expect(errors.every(isUsageError)).toBe(true);
    expect(errors.map((error) => (error as Error).message)).toEqual([
      'MarkDelivered is a mutation: use `graphql.mutate`.',
      'Me is a query: use `graphql.query`.',
      'Me is a query: use `graphql.query`.',
      "The document's query has no name: write `query YourName`.",
    ]);
    expect([...requests, ...tokenRequests]).toEqual([]);
  });
});
