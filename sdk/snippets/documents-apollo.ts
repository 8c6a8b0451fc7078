import { ApolloClient, HttpLink, InMemoryCache, gql, type TypedDocumentNode } from '@apollo/client';
import { GetLockerDocument, type ResultOf, type VariablesOf } from '@northwind/sdk/graphql';
import { lockerId, session } from './manager.ts';

const GetLocker: TypedDocumentNode<
  ResultOf<typeof GetLockerDocument>,
  VariablesOf<typeof GetLockerDocument>
> = gql(GetLockerDocument.toString());

const client = new ApolloClient({
  cache: new InMemoryCache(),
  link: new HttpLink({
    uri: process.env['NORTHWIND_GRAPHQL_URL']!,
    headers: { authorization: await session.accessToken() },
  }),
});
const { data } = await client.query({ query: GetLocker, variables: { lockerId } });
console.log(data?.getLocker.name);
