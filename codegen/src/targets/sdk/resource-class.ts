/** One tag as a resource class with concrete signatures: nothing is inferred where it is called. */
import {
  resolve,
  type OpenApiDocument,
  type SchemaObject,
  type TagObject,
} from '../../contract/openapi/document.ts';
import type { Operation } from '../../contract/openapi/operations.ts';
import { comment, literal } from '../../typescript/text.ts';
import { methodDoc, successSchemas } from './method-doc.ts';
import { bodySchema, queryParameters } from './models.ts';
import { fileName, methodName, paramsTypeName, resourceClassName } from '../../contract/openapi/names.ts';
import { OpenApiTypes, type Schema } from '../../typescript/from-openapi.ts';
import { printType, union } from '../../typescript/type.ts';

export function resourceClass(
  document: OpenApiDocument,
  tag: TagObject,
  operations: readonly Operation[],
): string {
  const methods = operations.map((operation) => method(document, operation)).join('\n');
  return `${imports(methods)}
${comment(`${tag.description.trim()}\n\nReached as \`northwind.${tag.name}\`.`)}export class ${resourceClassName(tag.name)} {
  readonly #context: ResourceContext;

  /** @internal */
  constructor(context: ResourceContext) {
    this.#context = context;
  }

${methods}}
`;
}

function method(document: OpenApiDocument, operation: Operation): string {
  const body = bodySchema(operation);
  const query = queryParameters(operation);
  const conditional = operation.parameters.find(
    ({ in: location, name }) => location === 'header' && name === 'If-Match',
  );
  const signature = operation.parameters
    .filter(({ in: location }) => location === 'path')
    .map(({ name }) => `${name}: string`);
  if (body) signature.push(`params: ${paramsTypeName(operation)}`);
  else if (query.length > 0)
    signature.push(
      `params${query.some(({ required }) => required) ? '' : '?'}: ${paramsTypeName(operation)}`,
    );
  if (conditional?.required) signature.push('options: IfMatchRequestOptions');
  else signature.push(`options?: ${conditional ? 'OptionalIfMatchRequestOptions' : 'RequestOptions'}`);

  const name = `'${operation.method.toUpperCase()} ${operation.operationId}'`;
  const more = [
    ...(body ? ['body: params'] : query.length > 0 ? ['query: params'] : []),
    ...(operation.open ? ['open: true'] : []),
    ...(successSchemas(operation).length === 0 ? ['empty: true'] : []),
    ...(operation.object.deprecated
      ? [`replacedBy: ${literal(operation.object['x-northwind-replaced-by'] ?? '')}`]
      : []),
  ];
  const values = ['this.#context', name, pathTemplate(operation), 'options'];
  if (more.length > 0) values.push(`{ ${more.join(', ')} }`);
  const [kind, result] = operation.paginated
    ? ['list', `ListPromise<${itemType(document, operation)}>`]
    : ['call', `ApiPromise<${resultType(document, operation)}>`];
  return (
    `${methodDoc(document, operation, '  ')}  ${methodName(operation)}(${signature.join(', ')}): ${result} {\n` +
    `    return ${kind}(${values.join(', ')});\n  }\n`
  );
}

function pathTemplate({ path }: Operation): string {
  return path.includes('{') ? `path\`${path.replaceAll('{', '${')}\`` : `'${path}'`;
}

/** What the successful responses hold: of several that differ, any of them. */
function resultType(document: OpenApiDocument, operation: Operation): string {
  const schemas = successSchemas(operation);
  return schemas.length === 0 ? 'void' : typeText(document, ...schemas);
}

function typeText(document: OpenApiDocument, ...schemas: Schema[]): string {
  const types = new OpenApiTypes(document, 'sends');
  return printType(union(schemas.map((schema) => types.type(schema))));
}

/** A page is `{ data: Item[], nextCursor }`; the method is told in terms of its items. */
function itemType(document: OpenApiDocument, operation: Operation): string {
  const page = resolve<SchemaObject>(document, successSchemas(operation)[0]!);
  const data = resolve<SchemaObject>(document, page.properties!['data']!);
  return typeText(document, data.items!);
}

/** Imports what the methods mention, and nothing else. */
function imports(methods: string): string {
  const code = methods.replace(/\/\*\*[\s\S]*?\*\//g, '');
  const mentioned = (names: readonly string[]): string[] =>
    names.filter((name) => new RegExp(`\\b${name}\\b`).test(code));
  const options = mentioned(['IfMatchRequestOptions', 'OptionalIfMatchRequestOptions', 'RequestOptions']);
  const known = new Set([...options, 'ApiPromise', 'ListPromise']);
  const types = [...new Set(code.match(/(?<=[<:|] ?)[A-Z]\w+/g) ?? [])]
    .filter((name) => !known.has(name))
    .sort();
  const lines = [
    ...mentioned(['ApiPromise']).map(
      () => "import type { ApiPromise } from '../../resource/api-promise.ts';",
    ),
    ...mentioned(['ListPromise']).map(
      () => "import type { ListPromise } from '../../resource/list-promise.ts';",
    ),
    `import { ${[...['call', 'list'].filter((name) => code.includes(`return ${name}(`)), 'type ResourceContext'].join(', ')} } from '../../resource/resource.ts';`,
    ...(code.includes('path`') ? ["import { path } from '../../resource/url.ts';"] : []),
    `import type { ${options.join(', ')} } from '../../transport/request-options.ts';`,
    ...(types.length > 0 ? [`import type { ${types.join(', ')} } from '../models.ts';`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** The class that attaches every resource to the client. */
export function resourcesIndex(tags: readonly TagObject[]): string {
  const names = tags.map(({ name }) => name);
  const lines = names.map((name) => `import { ${resourceClassName(name)} } from './${fileName(name)}.ts';`);
  const fields = tags.map(
    ({ name, description }) =>
      `${comment(description, '  ')}  declare readonly ${name}: ${resourceClassName(name)};\n`,
  );
  const assignments = names.map((name) => `    this.${name} = new ${resourceClassName(name)}(context);\n`);
  return `import type { ResourceContext } from '../../resource/resource.ts';
${lines.join('\n')}

export { ${names.map(resourceClassName).join(', ')} };

/** Every resource of the contract; \`Northwind\` extends it, so that a new tag appears there by itself. */
export class Resources {
${fields.join('')}
  /** @internal */
  constructor(context: ResourceContext) {
${assignments.join('')}  }
}
`;
}
