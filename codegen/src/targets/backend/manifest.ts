/** The manifest: what the contract says of each operation, as data. The functions, the sandbox, Terraform and tests read it. */
import {
  contractPath,
  resolve,
  type OpenApiDocument,
  type SchemaObject,
} from '../../contract/openapi/document.ts';
import { apiKeyHeader, type ApiKeyUse, type Operation } from '../../contract/openapi/operations.ts';
import { literal as literalText } from '../../typescript/text.ts';
import { literals, printType } from '../../typescript/type.ts';
import { generatedHeader } from '../../generator.ts';
import { corsHeaders } from '../gateway/cors.ts';
import { contractError } from '../../contract/finding.ts';

export interface OperationDescription {
  operationId: string;
  /** In capitals: `GET`. */
  method: string;
  /** Without the base path: `/invoices/{invoiceId}`. It is what API Gateway calls the resource. */
  path: string;
  tag: string;
  function: string;
  scopes: string[];
  groups: string[];
  open: boolean;
  apiKey: ApiKeyUse;
  idempotent: boolean;
  ifMatch: 'required' | 'optional' | 'none';
  paginated: boolean;
  confidential: boolean;
  hasBody: boolean;
  successStatus: number;
}

export interface ContractDescription {
  /** Path of every operation in front of its own: `/v1`. */
  basePath: string;
  version: string;
  /** Where, at the origin of a GraphQL URL, it is said who answers: a `GraphQLDiscovery`. */
  graphqlDiscoveryPath: string;
  maxBodyBytes: number;
  maxProblemErrors: number;
  problemTypeBase: string;
  problems: Record<string, { status: number; title: string }>;
  /** Every scope there is, with its description. */
  scopes: Record<string, string>;
  /** The scopes a member of a group gets: those of the operations that name the group. */
  scopesByGroup: Record<string, string[]>;
  environments: Record<string, { url: string; tokenUrl: string }>;
  functions: Record<string, string[]>;
  /** Schema of an identifier → its pattern: `PartnerId` → `^prt_…$`. */
  idPatterns: Record<string, string>;
  /** The header that carries the API key. */
  apiKeyHeader: string;
  /** Headers that every answer carries, so that a page may read it. */
  corsHeaders: Record<string, string>;
  operations: Record<string, OperationDescription>;
}

/** Every group of the user pool; a courier's work is GraphQL, and it gets no REST scope. */
const groups = ['admin', 'courier', 'manager', 'partner'];

export function describeContract(document: OpenApiDocument, operations: Operation[]): ContractDescription {
  const problemCode = resolve<SchemaObject>(document, document.components.schemas['ProblemCode'] ?? {});
  const production = document.servers[0];
  if (production === undefined)
    throw contractError(contractPath, 'names no server: add one under `servers`.');
  const functions: Record<string, string[]> = {};
  for (const { functionName, operationId } of operations) (functions[functionName] ??= []).push(operationId);
  return {
    basePath: new URL(production.url).pathname,
    version: document.info.version,
    graphqlDiscoveryPath: document['x-northwind-graphql-discovery-path'],
    maxBodyBytes: document['x-northwind-max-body-bytes'],
    maxProblemErrors: document['x-northwind-max-problem-errors'],
    problemTypeBase: document['x-northwind-problem-type-base'],
    problems: Object.fromEntries(
      Object.entries(problemCode['x-northwind-problems'] ?? {}).map(([code, { status, title }]) => [
        code,
        { status, title },
      ]),
    ),
    scopes: scopeDescriptions(document),
    scopesByGroup: Object.fromEntries(
      groups.map((group) => [
        group,
        [
          ...new Set(operations.filter((one) => one.groups.includes(group)).flatMap(({ scopes }) => scopes)),
        ].sort(),
      ]),
    ),
    environments: Object.fromEntries(
      document.servers.map((server) => [
        server['x-northwind-environment'],
        { url: server.url, tokenUrl: server['x-northwind-token-url'] },
      ]),
    ),
    functions,
    idPatterns: idPatterns(document),
    apiKeyHeader: apiKeyHeader(document),
    corsHeaders: corsHeaders(operations),
    operations: Object.fromEntries(
      operations.map((operation) => [operation.operationId, describe(operation)]),
    ),
  };
}

function describe(operation: Operation): OperationDescription {
  const ifMatch = operation.parameters.find(({ name }) => name === 'If-Match');
  return {
    operationId: operation.operationId,
    method: operation.method.toUpperCase(),
    path: operation.path,
    tag: operation.tag.name,
    function: operation.functionName,
    scopes: operation.scopes,
    groups: operation.groups,
    open: operation.open,
    apiKey: operation.apiKey,
    idempotent: operation.idempotent,
    ifMatch: ifMatch === undefined ? 'none' : ifMatch.required ? 'required' : 'optional',
    paginated: operation.paginated,
    confidential: operation.confidential,
    hasBody: operation.requestBody !== undefined,
    successStatus: operation.responses[0]?.[0] ?? 200,
  };
}

function scopeDescriptions(document: OpenApiDocument): Record<string, string> {
  const flows = document.components.securitySchemes['oauth2']?.['flows'] as
    | Record<string, { scopes: Record<string, string> }>
    | undefined;
  return flows?.['clientCredentials']?.scopes ?? {};
}

function idPatterns(document: OpenApiDocument): Record<string, string> {
  return Object.fromEntries(
    Object.keys(document.components.schemas).flatMap((name) => {
      const { pattern } = resolve<SchemaObject>(document, document.components.schemas[name] ?? {});
      return name.endsWith('Id') && pattern !== undefined ? [[name, pattern]] : [];
    }),
  );
}

export function manifestJsonFile(manifest: ContractDescription): string {
  const note = `Generated by codegen from ${contractPath}. Do not edit.`;
  return `${JSON.stringify({ generated: note, ...manifest }, null, 2)}\n`;
}

export function manifestTypeScriptFile(manifest: ContractDescription): string {
  const { operations, problems, scopesByGroup, scopes, functions, basePath, maxBodyBytes, problemTypeBase } =
    manifest;
  return `${generatedHeader(contractPath)}import type { FunctionName, OperationId, ProblemCode } from './operations.ts';

export interface OperationDescription {
  operationId: OperationId;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Without the base path; what API Gateway calls the resource. */
  path: string;
  tag: string;
  function: FunctionName;
  /** The token must hold all of these. */
  scopes: readonly Scope[];
  /** The caller must be in one of these. */
  groups: readonly Group[];
  /** Asks for no token and no API key. */
  open: boolean;
  /** Who sends an API key: everybody who may call, only the partners among them, or nobody. */
  apiKey: 'required' | 'of-partners' | 'none';
  /** Takes an Idempotency-Key. */
  idempotent: boolean;
  /** Takes an If-Match; without a required one the answer is 428. */
  ifMatch: 'required' | 'optional' | 'none';
  /** Answers \`{ data, nextCursor }\`. */
  paginated: boolean;
  /** Answers with a secret, which nothing may keep in plain text. */
  confidential: boolean;
  hasBody: boolean;
  successStatus: number;
}

export type Scope = ${printType(literals(Object.keys(scopes)))};

export type Group = ${printType(literals(Object.keys(scopesByGroup)))};

/** In front of every path. */
export const basePath = ${literal(basePath)};

/** Where, at the origin of a GraphQL URL, it is said who answers: a \`GraphQLDiscovery\`. */
export const graphqlDiscoveryPath = ${literal(manifest.graphqlDiscoveryPath)};

/** A larger body is refused with 413. */
export const maxBodyBytes = ${maxBodyBytes};

/** Most \`errors\` of one problem document. */
export const maxProblemErrors = ${manifest.maxProblemErrors};

/** A problem's \`type\` is this and its code. */
export const problemTypeBase = ${literal(problemTypeBase)};

/** The status and title of every problem code. */
export const problems: Record<ProblemCode, { status: number; title: string }> = ${literal(problems)};

/** The scopes a member of a group gets: those of the operations that name the group. */
export const scopesByGroup: Record<Group, readonly Scope[]> = ${literal(scopesByGroup)};

/** The operations that each function answers. */
export const functions: Record<FunctionName, readonly OperationId[]> = ${literal(functions)};

/** The header that carries the API key. */
export const apiKeyHeader = ${literal(manifest.apiKeyHeader)};

/** Headers that every answer carries, so that a page in a browser may read it. The gateway's own answers carry the same. */
export const corsHeaders: Readonly<Record<string, string>> = ${literal(manifest.corsHeaders)};

export const operations: { [Id in OperationId]: OperationDescription & { operationId: Id } } = ${literal(operations)};
`;
}

const literal = (value: unknown): string => literalText(value, { spread: true });
