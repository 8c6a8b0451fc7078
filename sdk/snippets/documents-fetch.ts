import type { ResultOf, VariablesOf } from '@graphql-typed-document-node/core';
import { GetLockerDocument } from '@northwind/sdk/graphql';

type Document = typeof GetLockerDocument;

export async function getLocker(
  token: string,
  variables: VariablesOf<Document>,
): Promise<ResultOf<Document>> {
  const response = await fetch('https://live.northwind-lockers.example/graphql', {
    method: 'POST',
    headers: { authorization: token, 'content-type': 'application/json' },
    body: JSON.stringify({ query: GetLockerDocument, variables }), // a document is its text
  });
  const { data, errors } = (await response.json()) as { data?: ResultOf<Document>; errors?: unknown };
  if (!data) throw new Error(JSON.stringify(errors));
  return data;
}
