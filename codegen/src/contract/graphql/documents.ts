/** The named documents with their fragments: validated against the contract, and each printed as one self-sufficient text. */
import {
  Kind,
  print,
  validate,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { completeFragment, publishedTypes } from './fragments.ts';
import { refuse, type Finding } from '../finding.ts';
import { operationsFolder, type OperationFile } from './schema.ts';
import { findingOf } from './supported.ts';

export interface NamedDocument {
  readonly name: string;
  readonly operation: OperationDefinitionNode;
  /** The operation and the fragments it uses, directly or through others: nothing else. */
  readonly text: string;
  readonly file: OperationFile;
}

function fragmentsOf(document: DocumentNode): FragmentDefinitionNode[] {
  return document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
}

function spreadNames(node: OperationDefinitionNode | FragmentDefinitionNode): string[] {
  const names: string[] = [];
  visit(node, { FragmentSpread: (spread) => void names.push(spread.name.value) });
  return names;
}

function reachable(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): FragmentDefinitionNode[] {
  const found = new Map<string, FragmentDefinitionNode>();
  const queue = spreadNames(operation);
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    const fragment = fragments.get(name);
    if (fragment === undefined || found.has(name)) continue;
    found.set(name, fragment);
    queue.push(...spreadNames(fragment));
  }
  return [...found.values()];
}

/** All files' definitions and the generated fragments, as one document. */
export function mergeDocuments(schema: GraphQLSchema, files: readonly OperationFile[]): DocumentNode {
  return {
    kind: Kind.DOCUMENT,
    definitions: [
      ...publishedTypes(schema).map(completeFragment),
      ...files.flatMap(({ document }) => document.definitions),
    ],
  };
}

/** Programs import an operation by its name, and the types of both by theirs. */
function misnamed({ path, document }: OperationFile): Finding[] {
  return document.definitions.flatMap((node) => {
    if (node.kind !== Kind.OPERATION_DEFINITION && node.kind !== Kind.FRAGMENT_DEFINITION) return [];
    const name = node.name?.value;
    if (name !== undefined && /^[A-Z][A-Za-z0-9]*$/.test(name)) return [];
    const { line, column } = node.loc?.startToken ?? {};
    const what = name === undefined ? 'an operation has no name' : `${name} is no PascalCase name`;
    return [{ file: path, line, column, message: `${what}; call it like GetLocker: programs import it so.` }];
  });
}

/** @throws ContractError with every mistake, each with its file and line */
export function listDocuments(schema: GraphQLSchema, files: readonly OperationFile[]): NamedDocument[] {
  const merged = mergeDocuments(schema, files);
  const errors = validate(schema, merged).filter(
    ({ message }) => !/^Fragment "\w+" is never used/.test(message),
  );
  refuse(errors.map((error) => findingOf(error, operationsFolder)));
  refuse(files.flatMap(misnamed));
  const fragments = new Map(fragmentsOf(merged).map((fragment) => [fragment.name.value, fragment]));
  return files.flatMap((file) =>
    file.document.definitions
      .filter((node) => node.kind === Kind.OPERATION_DEFINITION)
      .map((operation): NamedDocument => {
        const name = operation.name?.value ?? '';
        const used = reachable(operation, fragments);
        return {
          name,
          operation,
          text: [operation, ...used].map((node) => print(node)).join('\n\n'),
          file,
        };
      }),
  );
}
