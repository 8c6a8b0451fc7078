/**
 * Finds the resolvers by their files' names and loads the definitions beside them. They cannot simply be imported: resolvers import `@aws-appsync/utils`, whose modules
 * exist in AppSync only (on npm they are types). The handlers' bodies are never run here, so an empty module stands in for them.
 */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { generatedHeader } from '../../generator.ts';
import { literals, printType } from '../../typescript/type.ts';
import type { ResolverDefinitions } from './graphql-fields.ts';
import { schemaPath } from '../../contract/graphql/schema.ts';
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

export interface ResolverNames {
  /** `Query.me`, `Delivery.locker`. */
  readonly fields: readonly string[];
  /** Steps of pipelines: `readDelivery`. */
  readonly functions: readonly string[];
}

/** What `backend/src/resolvers/` holds, by name. */
export async function listResolvers(): Promise<ResolverNames> {
  const names = async (folder: string, pattern: RegExp) =>
    (await readdir(path.join(resolversFolder, folder)))
      .flatMap((file) => pattern.exec(file)?.[1] ?? [])
      .sort();
  return {
    fields: await names('.', /^([A-Z]\w*\.\w+)\.ts$/),
    functions: await names('functions', /^(\w+)\.ts$/),
  };
}

const identifier = (field: string): string => field.replace('.', '_');

/** Imports of all modules, and two objects that hold them by name. `folder` is where the resolvers are, as the text's reader sees it. */
function modulesText(
  { fields, functions }: ResolverNames,
  folder: string,
  [fieldsType, functionsType]: readonly [string, string] = ['', ''],
): { imports: string; objects: string } {
  const lines = (names: readonly string[], line: (name: string) => string) => names.map(line).join('');
  return {
    imports:
      lines(fields, (name) => `import * as ${identifier(name)} from '${folder}/${name}.ts';\n`) +
      lines(functions, (name) => `import * as ${name} from '${folder}/functions/${name}.ts';\n`),
    objects: [
      `export const resolvers = {\n${lines(fields, (name) => `  '${name}': ${identifier(name)},\n`)}}${fieldsType};\n\n`,
      `export const pipelineFunctions = {\n${lines(functions, (name) => `  ${name},\n`)}}${functionsType};\n`,
    ].join(''),
  };
}

/**
 * `backend/src/generated/resolvers.ts`: every module there has to be, whether it is there or not. A field without a resolver does not
 * compile for want of its file.
 */
export function resolversFile(names: ResolverNames): string {
  const { imports, objects } = modulesText(names, '../resolvers', [
    ' as const satisfies ResolverModules',
    ' as const satisfies Record<PipelineFunctionName, PipelineFunctionModule>',
  ]);
  return [
    generatedHeader(`${schemaPath} and backend/src/resolvers`),
    '// A module that is not found here is the next to write: the contract has the field.\n',
    imports,
    `import type { PipelineFunctionModule, ResolverModules } from '../resolvers/modules.ts';\n`,
    `import type { PipelineFunctionName } from './pipeline-functions.ts';\n\n`,
    objects,
  ].join('');
}

/** `backend/src/generated/pipeline-functions.ts`: their names, apart from the modules whose definitions are made of them. */
export function pipelineFunctionsFile({ functions }: ResolverNames): string {
  return [
    generatedHeader('backend/src/resolvers/functions'),
    `/** The steps that pipelines are made of. */\nexport type PipelineFunctionName = ${printType(literals(functions))};\n`,
  ].join('');
}

/** Loads what is there. */
export async function loadResolvers(): Promise<ResolverDefinitions> {
  const { imports, objects } = modulesText(await listResolvers(), '.');
  const { outputFiles } = await build({
    stdin: { contents: `${imports}${objects}`, resolveDir: resolversFolder },
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
