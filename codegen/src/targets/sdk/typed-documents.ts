/**
 * The documents and their types as graphql-codegen writes them: typescript-operations for the types of variables and results,
 * typed-document-node for the documents, in one file, whose text is returned and not written.
 */
import * as typedDocumentNode from '@graphql-codegen/typed-document-node';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import { print, type DocumentNode } from 'graphql';
import { appsyncPrelude, scalarTypes } from '../../contract/graphql/prelude.ts';

/** Found from this file, as every import is; graphql-codegen by itself looks from the current folder. */
const plugins = {
  '@graphql-codegen/typescript-operations': typescriptOperations,
  '@graphql-codegen/typed-document-node': typedDocumentNode,
};

const config = {
  // In the contract's order, as its authors arranged it.
  sort: false,
  // Text and no syntax tree: the SDK sends it as it is, and a program that uses it needs no copy of graphql-js.
  documentMode: 'string',
  // Without the comment a bundler must keep all documents for the sake of one, because a constructor might do something.
  pureMagicComment: true,
  scalars: scalarTypes,
  // A scalar without a type is an error instead of `any`.
  strictScalars: true,
  enumsAsTypes: true,
  immutableTypes: true,
  skipTypename: true,
  useTypeImports: true,
  // A result is made of the types of the fragments it spreads, so that a program can name the parts it hands around.
  inlineFragmentTypes: 'combine',
  dedupeFragments: true,
  printFieldsOnNewLines: true,
};

/** Of `@defer` results, which AppSync does not have: nothing uses it, and it would be exported to every user of the SDK. */
const incrementalType = /\/\*\* Internal type[^\n]*\nexport type Incremental<T>[^\n]*\n/;

/** Throws if the documents do not fit the contract; `listDocuments` says it with file and line. */
export async function typedDocumentsText(sdl: string, documents: DocumentNode): Promise<string> {
  // Loaded when it runs: with its terminal and its file watcher it costs more time than all generators together.
  const { generate } = await import('@graphql-codegen/cli');
  const fileName = 'documents.ts';
  const files: unknown = await generate(
    {
      schema: `${sdl}\n${appsyncPrelude}`,
      documents: print(documents),
      silent: true,
      config,
      pluginLoader: (name: string) => Promise.resolve(plugins[name as keyof typeof plugins]),
      generates: { [fileName]: { plugins: ['typescript-operations', 'typed-document-node'] } },
    },
    false,
  );
  const content = contentOf(files, fileName);
  if (!incrementalType.test(content)) {
    throw new Error('graphql-codegen no longer writes the type Incremental: remove what removes it.');
  }
  return content.replace(incrementalType, '');
}

/** `generate` is declared to return `any`. */
function contentOf(files: unknown, fileName: string): string {
  if (Array.isArray(files)) {
    for (const file of files as unknown[]) {
      const { filename, content } = file as { filename?: unknown; content?: unknown };
      if (filename === fileName && typeof content === 'string') return content;
    }
  }
  throw new Error(`graphql-codegen returned no ${fileName}.`);
}
