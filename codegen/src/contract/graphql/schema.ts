/** Reads the GraphQL contract. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  buildASTSchema,
  concatAST,
  isObjectType,
  parse,
  validateSchema,
  type DocumentNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { validateSDL } from 'graphql/validation/validate';
import { contractError, refuse } from '../finding.ts';
import { repositoryRoot } from '../root.ts';
import { appsyncPrelude } from './prelude.ts';
import { findingOf, parseFile, parseSchema } from './supported.ts';

export const schemaPath = 'schema/schema.graphql';
export const operationsFolder = 'schema/operations';

/** Where a document's operations are used: the file's name. */
export interface OperationFile {
  /** `courier`, `manager`, `system`. */
  readonly name: string;
  readonly path: string;
  readonly document: DocumentNode;
}

/**
 * The contract with AppSync's own scalars and directives.
 *
 * @throws ContractError naming each place that is malformed or not supported
 */
export function buildContract(sdl: string, file: string = schemaPath): GraphQLSchema {
  const document = concatAST([parseSchema(sdl, file), parse(appsyncPrelude)]);
  refuse(validateSDL(document).map((error) => findingOf(error, file)));
  const schema = buildASTSchema(document, { assumeValidSDL: true });
  refuse(validateSchema(schema).map((error) => findingOf(error, file)));
  return schema;
}

/** @param folder that holds the contracts: `schema`, or the released ones */
export async function readSchemaText(folder = path.join(repositoryRoot, 'schema')): Promise<string> {
  return readFile(path.join(folder, 'schema.graphql'), 'utf8');
}

export async function readSchema(): Promise<GraphQLSchema> {
  return buildContract(await readSchemaText());
}

/** The named documents, file by file, in the order of their names. */
export async function readOperations(folder = path.join(repositoryRoot, 'schema')): Promise<OperationFile[]> {
  const entries = await readdir(path.join(folder, 'operations'));
  const files = entries.filter((entry) => entry.endsWith('.graphql')).sort();
  return Promise.all(
    files.map(async (file) => {
      const absolute = path.join(folder, 'operations', file);
      const filePath = path.relative(repositoryRoot, absolute).replaceAll(path.sep, '/');
      const text = await readFile(absolute, 'utf8');
      return {
        name: path.basename(file, '.graphql'),
        path: filePath,
        document: parseFile(text, filePath),
      };
    }),
  );
}

export const rootTypeNames = ['Query', 'Mutation', 'Subscription'] as const;
export type RootTypeName = (typeof rootTypeNames)[number];

export interface RootField {
  readonly type: RootTypeName;
  readonly field: GraphQLField<unknown, unknown>;
}

/** Query, Mutation and Subscription fields in the order they are written. */
export function rootFields(schema: GraphQLSchema): RootField[] {
  return rootTypeNames.flatMap((type) => {
    const object = schema.getType(type);
    return isObjectType(object) ? Object.values(object.getFields()).map((field) => ({ type, field })) : [];
  });
}

/**
 * The field `Type.field`.
 *
 * @throws ContractError when the contract has no such field
 */
export function findField(
  schema: GraphQLSchema,
  name: string,
): { type: string; field: GraphQLField<unknown, unknown> } {
  const [typeName = '', fieldName = ''] = name.split('.');
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  if (field === undefined)
    throw contractError(
      schemaPath,
      `has no such field as ${name}, for which there is a resolver: add it, or delete the resolver.`,
    );
  return { type: typeName, field };
}

/** The contract's object types, without the roots and introspection, in the order they are written. */
export function objectTypes(schema: GraphQLSchema): GraphQLObjectType[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type))
    .filter((type) => !type.name.startsWith('__') && !rootTypeNames.some((root) => root === type.name));
}
