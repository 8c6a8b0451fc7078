/** OpenAPI's Schema Objects as types, for the SDK and for the server alike. */
import {
  isReference,
  resolve,
  referenceName,
  type OpenApiDocument,
  type ReferenceObject,
  type SchemaObject,
} from '../contract/openapi/document.ts';
import { flattenAllOf } from '../contract/openapi/flatten.ts';
import {
  declaration,
  literals,
  named,
  nullable,
  printType,
  union,
  type Property,
  type Type,
} from './type.ts';

export type Schema = SchemaObject | ReferenceObject;

/** Who reads the type: a property with a default may be left out by who `sends` it, and is there for who `receives` it validated. */
export type Reader = 'sends' | 'receives';

export class OpenApiTypes {
  readonly #document: OpenApiDocument;
  readonly #reader: Reader;
  readonly #openEnums: boolean;

  /** @param openEnums - whether a string enum may also hold what a later version of the contract adds: `Open<…>`. */
  constructor(document: OpenApiDocument, reader: Reader, { openEnums = false } = {}) {
    this.#document = document;
    this.#reader = reader;
    this.#openEnums = openEnums;
  }

  type(schema: Schema): Type {
    const isOpen = this.#openEnums && isStringEnum(this.#document, schema);
    if (isReference(schema)) return named(isOpen ? `Open<${referenceName(schema)}>` : referenceName(schema));
    const known = schema.enum?.filter((value) => value !== null);
    const closed = this.#nonNull(isOpen && known ? { ...schema, enum: known } : schema);
    const type = isOpen && known ? named(`Open<${printType(closed)}>`) : closed;
    return schema.nullable ? nullable(type) : type;
  }

  #nonNull(schema: SchemaObject): Type {
    const [only, ...more] = schema.allOf ?? [];
    if (only !== undefined) {
      // A description, a default or `nullable` beside one schema leaves its name.
      if (more.length === 0 && isReference(only) && schema.properties === undefined) return this.type(only);
      return this.#nonNull(flattenAllOf(this.#document, schema) as SchemaObject);
    }
    if (schema.enum !== undefined) return literals(schema.enum);
    switch (schema.type) {
      case 'string':
      case 'boolean':
      case 'number':
        return named(schema.type);
      case 'integer':
        return named('number');
      case 'array':
        return {
          kind: 'array',
          items: schema.items === undefined ? named('unknown') : this.type(schema.items),
        };
      case 'object':
        return this.#object(schema);
      default:
        throw new Error(
          `A schema without a type, which reading the contract refuses: ${JSON.stringify(schema)}`,
        );
    }
  }

  #object(schema: SchemaObject): Type {
    if (schema.properties !== undefined) return { kind: 'object', properties: this.properties(schema) };
    const values = schema.additionalProperties;
    return { kind: 'record', values: typeof values === 'object' ? this.type(values) : named('unknown') };
  }

  properties(schema: SchemaObject): Property[] {
    return Object.entries(schema.properties ?? {}).map(([name, property]) =>
      this.property(name, property, schema.required?.includes(name) ?? false),
    );
  }

  /** @param description in place of the schema's own */
  property(name: string, schema: Schema, required: boolean, description?: string): Property {
    const sends = this.#reader === 'sends';
    const isFilledIn = !sends && !isReference(schema) && schema.default !== undefined;
    const optional = !required && !isFilledIn;
    const type = this.type(schema);
    return {
      name,
      // JSON and query strings hold no `undefined`: who sends it leaves the property out.
      type: optional && sends ? union([type, named('undefined')]) : type,
      optional,
      description: describe(schema, description),
    };
  }

  /** A component. `allOf` of a component and an object is an interface that extends. */
  declaration(name: string, schema: Schema): string {
    if (!isReference(schema) && schema.properties === undefined) {
      const [base, extension, ...rest] = schema.allOf ?? [];
      if (base && extension && rest.length === 0 && isReference(base) && !isReference(extension)) {
        return declaration(name, this.type(extension), describe(schema), referenceName(base));
      }
    }
    return declaration(name, this.type(schema), describe(schema));
  }
}

function isStringEnum(document: OpenApiDocument, schema: Schema): boolean {
  const { type, enum: values } = resolve<SchemaObject>(document, schema);
  return type === 'string' && values !== undefined;
}

/** Description of a schema, with what the type alone does not say. */
export function describe(schema: Schema, description?: string): string {
  if (isReference(schema)) return description ?? '';
  const lines = [description ?? schema.description ?? ''];
  if (schema.format === 'date') lines.push('An ISO 8601 day, `YYYY-MM-DD`.');
  if (schema.default !== undefined && schema.default !== '')
    lines.push(`@defaultValue \`${JSON.stringify(schema.default)}\``);
  if (schema.deprecated)
    lines.push(
      `@deprecated ${schema['x-sunset'] === undefined ? 'It will go.' : `Until ${schema['x-sunset']}.`}`,
    );
  return lines.filter(Boolean).join('\n');
}
