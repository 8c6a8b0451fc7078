/**
 * Loads the definitions beside the resolvers. They cannot simply be imported: resolvers import `@aws-appsync/utils`, whose modules
 * exist in AppSync only (on npm they are types). The handlers' bodies are never run here, so an empty module stands in for them.
 */
import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import type { ResolverDefinitions } from './graphql-fields.ts';
import { repositoryRoot } from '../../contract/root.ts';

const resolversFolder = path.join(repositoryRoot, 'backend/src/resolvers');

const emptyUtils: Plugin = {
  name: 'empty-appsync-utils',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@aws-appsync\/utils/ }, ({ path: name }) => ({ path: name, namespace: 'empty' }));
    onLoad({ filter: /.*/, namespace: 'empty' }, () => ({
      contents: 'export const util = {}, runtime = {}, extensions = {};',
    }));
  },
};

export async function loadResolvers(): Promise<ResolverDefinitions> {
  const { outputFiles } = await build({
    entryPoints: [path.join(resolversFolder, 'index.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    plugins: [emptyUtils],
    logLevel: 'silent',
  });
  const text = outputFiles[0]?.text ?? '';
  return (await import(
    `data:text/javascript;base64,${Buffer.from(text).toString('base64')}`
  )) as ResolverDefinitions;
}
