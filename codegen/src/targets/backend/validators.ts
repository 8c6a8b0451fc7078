/**
 * Validators as plain code: Ajv compiles the contract once, here, so that no function carries Ajv, the schemas or `eval`. One file
 * per function, because a Lambda should load what it answers and nothing else.
 */
import path from 'node:path';
import Ajv, { _, type AnySchemaObject } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import addFormats from 'ajv-formats';
import { build, transform } from 'esbuild';
import { generatedHeader } from '../../generator.ts';
import {
  contractPath,
  resolve,
  type OpenApiDocument,
  type ReferenceObject,
  type SchemaObject,
} from '../../contract/openapi/document.ts';
import type { Operation } from '../../contract/openapi/operations.ts';
import { boundKeywords } from './bounded-keywords.ts';
import {
  headersOf,
  headersSchema,
  parametersSchema,
  toJsonSchema,
  validationSchemas,
} from './json-schema.ts';
import { headerKey } from '../../contract/openapi/operations.ts';
import { repositoryRoot } from '../../contract/root.ts';

export const validatorsFolder = 'backend/src/generated/validators';

export async function validatorFiles(
  document: OpenApiDocument,
  operations: Operation[],
): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const name of [...new Set(operations.map(({ functionName }) => functionName))].sort()) {
    const own = operations.filter(({ functionName }) => functionName === name);
    files.set(`${validatorsFolder}/${name}.js`, await requestsFile(document, own));
    files.set(
      `${validatorsFolder}/${name}.d.ts`,
      declarationFile('validators', `FunctionValidators<'${name}'>`),
    );
    files.set(`${validatorsFolder}/${name}.replies.js`, await repliesFile(document, own));
    files.set(
      `${validatorsFolder}/${name}.replies.d.ts`,
      declarationFile('replies', `ReplyValidators<'${name}'>`),
    );
  }
  files.set(`${validatorsFolder}/runtime.js`, await runtimeFile(document['x-northwind-max-problem-errors']));
  files.set(`${validatorsFolder}/runtime.d.ts`, runtimeDeclarations);
  return files;
}

/** What a function needs to refuse a bad request: all errors at once, for the caller to mend them at once. */
function requestsFile(document: OpenApiDocument, operations: Operation[]): Promise<string> {
  const compiler = new Compiler(document, false);
  const entries = operations.map((operation) => {
    const { operationId, requestBody } = operation;
    const parameters = compiler.add(`${operationId}Parameters`, parametersSchema(document, operation));
    const body = requestBody?.content['application/json'];
    return `  ${operationId}: {
    parameters: parameterReader(${JSON.stringify(readers(document, operation))}, ${parameters}),
    body: ${body ? `asValidate(${compiler.add(`${operationId}Body`, toJsonSchema(document, body.schema, false))})` : 'undefined'},
  },`;
  });
  return compiler.file(`export const validators = {\n${entries.join('\n')}\n};\n`);
}

/** What sandbox and tests need to refuse a bad answer of ours: the first error will do. Apart, so that production can leave it out. */
function repliesFile(document: OpenApiDocument, operations: Operation[]): Promise<string> {
  const compiler = new Compiler(document, true);
  const entries = operations.map(({ operationId, responses }) => {
    const replies = responses.map(([status, response]) => {
      const headers = headersOf(document, response);
      const own = compiler.add(`${operationId}${status}Headers`, headersSchema(document, headers));
      const [content] = Object.values(response.content ?? {});
      const body =
        content === undefined
          ? undefined
          : compiler.add(`${operationId}${status}`, toJsonSchema(document, content.schema, true));
      const types = headers.map(([name, { schema }]) => [name.toLowerCase(), valueType(document, schema)]);
      return `    ${status}: replyValidator(${JSON.stringify(types)}, ${own}, ${body}),\n`;
    });
    return `  ${operationId}: {\n${replies.join('')}  },`;
  });
  return compiler.file(`export const replies = {\n${entries.join('\n')}\n};\n`);
}

/** Collects schemas, then writes them all as one module of plain code. */
export class Compiler {
  readonly #ajv: Ajv.default;
  /** Exported name to schema id. The same component is compiled once, whoever uses it. */
  readonly #exported: Record<string, string> = {};
  /** Exported names of schemas by what they say: most operations refuse alike, with the same headers. */
  readonly #nameOf = new Map<string, string>();

  constructor(document: OpenApiDocument, closed: boolean) {
    this.#ajv = new Ajv.default({
      allErrors: !closed,
      useDefaults: !closed,
      strict: true,
      strictTypes: false,
      // The runtime words the messages from the keyword, so that they do not stand in every validator again.
      messages: false,
      inlineRefs: false,
      code: { source: true, esm: true, formats: _`fullFormats` },
    });
    addFormats.default(this.#ajv);
    boundKeywords(this.#ajv, document['x-northwind-max-problem-errors']);
    this.#ajv.addSchema(validationSchemas(document, closed));
  }

  /** The name in the module of the schema's validator. */
  add(ownName: string, schema: AnySchemaObject): string {
    const reference = schema['$ref'] as string | undefined;
    const text = JSON.stringify(schema);
    const known = this.#nameOf.get(text);
    if (known !== undefined) return known;
    const name =
      reference === undefined ? ownName : `component${reference.slice(reference.lastIndexOf('/') + 1)}`;
    if (reference === undefined) this.#ajv.addSchema({ ...schema, $id: ownName });
    this.#exported[name] = reference ?? ownName;
    this.#nameOf.set(text, name);
    return name;
  }

  async file(face: string, source = contractPath): Promise<string> {
    const module = `${withRuntime(standaloneCode.default(this.#ajv, this.#exported))}\n${face}`;
    const { code } = await transform(module, {
      format: 'esm',
      target: 'es2023',
      treeShaking: true,
      minifySyntax: true,
      legalComments: 'none',
    });
    return generatedHeader(source) + code;
  }
}

/** Ajv's standalone code asks for its helpers by `require`; a function bundle has them in one shared module instead. */
function withRuntime(code: string): string {
  const linked = code
    .replace(
      '"use strict";',
      "import { asValidate, fullFormats, parameterReader, replyValidator, ucs2length } from './runtime.js';\n",
    )
    .replaceAll('require("ajv/dist/runtime/ucs2length").default', 'ucs2length')
    // Errors are told by pointer and keyword; nothing reads where in the schema the keyword stands.
    .replaceAll(/schemaPath:"(?:[^"\\]|\\.)*",/g, '')
    // Only the map below is a function's face.
    .replaceAll(/\bexport const /g, 'const ');
  if (linked.includes('require('))
    throw new Error(
      `A validator needs a helper that runtime.js does not have: ${/require\([^)]*\)/.exec(linked)?.[0]}`,
    );
  return linked;
}

function readers(document: OpenApiDocument, { parameters }: Operation): [string, string, string, string][] {
  return parameters.map(({ in: location, name, schema }) => {
    const key = location === 'header' ? headerKey(name) : name;
    return [location, name, key, valueType(document, schema)];
  });
}

/** What the text of a parameter or header becomes. */
function valueType(document: OpenApiDocument, schema: SchemaObject | ReferenceObject): string {
  return resolve<SchemaObject>(document, schema).type ?? 'string';
}

async function runtimeFile(maxErrors: number): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(import.meta.dirname, 'runtime/index.ts')],
    bundle: true,
    write: false,
    define: { MAX_ERRORS: String(maxErrors) },
    format: 'esm',
    target: 'es2023',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    minifySyntax: true,
    legalComments: 'none',
    // esbuild notes each module's path relative to here: the same on every machine.
    absWorkingDir: repositoryRoot,
  });
  return (
    generatedHeader(`${contractPath} and codegen/src/targets/backend/runtime`) + (outputFiles[0]?.text ?? '')
  );
}

function declarationFile(name: string, type: string): string {
  return `${generatedHeader(contractPath)}import type { ${type.slice(0, type.indexOf('<'))} } from './runtime.js';

export declare const ${name}: ${type};
`;
}

const runtimeDeclarations = `${generatedHeader(contractPath)}import type { FunctionName, OperationIdOf, OperationRequest } from '../operations.js';

/** One offending part, as \`errors\` of a problem document has it. */
export interface ValidationError {
  /** JSON pointer into the body, or \`/path/…\`, \`/query/…\`, \`/header/…\`. */
  pointer: string;
  message: string;
}

/** Errors of a value; empty when it is as documented. Defaults are filled into the value itself. */
export type Validate = (value: unknown) => ValidationError[];

/** Parameters as they came: texts, absent ones left out or undefined. Header names in lower case; only documented ones are read. */
export interface RawParameters {
  path: Record<string, string | undefined>;
  query: Record<string, string | undefined>;
  header: Record<string, string | undefined>;
}

export interface OperationValidators<Request extends { path: unknown; query: unknown; header: unknown }> {
  /**
   * Reads texts into the documented types and fills in defaults. \`parameters\` is what its type says once \`errors\` is empty, but for
   * one thing: a required \`If-Match\` may still be absent, because its absence is a 428 and not a 400.
   */
  parameters(raw: RawParameters): { parameters: Pick<Request, 'path' | 'query' | 'header'>; errors: ValidationError[] };
  /** Undefined for an operation without a body. */
  body: Validate | undefined;
}

export type FunctionValidators<Name extends FunctionName> = {
  [Id in OperationIdOf<Name>]: OperationValidators<OperationRequest<Id>>;
};

/** A response of ours: headers as they are sent, and the body that was read from JSON; undefined where there is none. */
export interface SentReply {
  headers: Record<string, string>;
  body: unknown;
}

/** By operation and status, for every documented response. A property or a header that is not documented is an error. */
export type ReplyValidators<Name extends FunctionName> = {
  [Id in OperationIdOf<Name>]: Record<number, (reply: SentReply) => ValidationError[]>;
};
`;
