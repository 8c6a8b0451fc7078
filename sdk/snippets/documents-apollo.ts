import { ApolloClient, HttpLink, InMemoryCache, gql, type TypedDocumentNode } from '@apollo/client';
import type { ResultOf, VariablesOf } from '@graphql-typed-document-node/core';
import { GetLockerDocument } from '@northwind/sdk/graphql';

const GetLocker: TypedDocumentNode<
  ResultOf<typeof GetLockerDocument>,
  VariablesOf<typeof GetLockerDocument>
> = gql(GetLockerDocument.toString());

const client = new ApolloClient({
  cache: new InMemoryCache(),
  link: new HttpLink({ uri: 'https://live.northwind-lockers.example/graphql' }),
});
const { data } = await client.query({
  query: GetLocker,
  variables: { lockerId: 'lkr_01K6F0A0000000000000000007' },
});
console.log(data?.getLocker.name);
