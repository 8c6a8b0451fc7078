import { GetLockerDocument, type ResultOf, type VariablesOf } from '@northwind/sdk/graphql';
import { lockerId, session } from './manager.ts';

type Document = typeof GetLockerDocument;

async function getLocker(variables: VariablesOf<Document>): Promise<ResultOf<Document>> {
  const response = await fetch(process.env['NORTHWIND_GRAPHQL_URL']!, {
    method: 'POST',
    headers: { authorization: await session.accessToken(), 'content-type': 'application/json' },
    body: JSON.stringify({ query: GetLockerDocument, variables }), // a document is its text
  });
  const { data, errors } = (await response.json()) as { data?: ResultOf<Document>; errors?: unknown };
  if (!data) throw new Error(JSON.stringify(errors));
  return data;
}

console.log((await getLocker({ lockerId })).getLocker.name);
