/** The contract's `servers` as the SDK's named environments. */
import type { OpenApiDocument } from '../../contract/openapi/document.ts';
import { comment } from '../../typescript/text.ts';

export function environments(document: OpenApiDocument): string {
  const { servers, 'x-northwind-graphql-discovery-path': discoveryPath } = document;
  const entries = servers.map(
    (server) =>
      `${comment(server.description, '  ')}  ${server['x-northwind-environment']}: {\n` +
      `    restUrl: '${server.url}',\n    tokenUrl: '${server['x-northwind-token-url']}',\n` +
      `    graphqlUrl: '${server['x-northwind-graphql-url']}',\n  },\n`,
  );
  return (
    `${comment('URLs by name of the environment.')}export const environments = {\n${entries.join('')}};\n\n` +
    `${comment('Name of an environment that Northwind runs, or that the sandbox does at its default ports.')}` +
    'export type EnvironmentName = keyof typeof environments;\n\n' +
    `${comment('Where, at the origin of a GraphQL URL, it is said who answers: a `GraphQLDiscovery`.')}` +
    `export const graphqlDiscoveryPath = '${discoveryPath}';\n`
  );
}
