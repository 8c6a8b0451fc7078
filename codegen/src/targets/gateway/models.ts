/**
 * API Gateway's models: JSON Schema draft 4, and less of it than OpenAPI knows ("Data models for REST APIs in API Gateway", "Amazon
 * API Gateway important notes for REST APIs"). Whatever is not on the list below is left out here, because AWS would leave it out
 * with a warning, and the import fails on warnings. The functions validate in full.
 */
import {
  isReference,
  referenceName,
  resolve,
  type OpenApiDocument,
  type ReferenceObject,
  type SchemaObject,
} from '../../contract/openapi/document.ts';
import { flatSchemas, flattenAllOf } from '../../contract/openapi/flatten.ts';

export type GatewaySchema = { $ref: string } | GatewayModel;

export interface GatewayModel {
  type: string;
  description?: string;
  enum?: (string | number)[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  required?: string[];
  properties?: Record<string, GatewaySchema>;
  items?: GatewaySchema;
}

const copiedKeywords = ['minimum', 'maximum', 'minLength', 'maxLength'] as const;

/** What the gateway checks of a body; see `validatedBody`. */
export const bodyModelName = 'JsonObject';

/**
 * The gateway checks that a body is one JSON object and leaves the rest to the function. It could check more, but all it could say
 * is "Invalid request body"; the function names each offending field, and a partner should not have to guess.
 */
const validatedBody: GatewayModel = {
  type: 'object',
  description: 'One JSON object; its fields are checked by the function.',
};

/** Every object schema as a model. Schemas of texts and numbers have no model of their own: they are written out where used. */
export function gatewayModels(document: OpenApiDocument): Record<string, GatewaySchema> {
  const models: Record<string, GatewaySchema> = { [bodyModelName]: validatedBody };
  for (const [name, schema] of Object.entries(flatSchemas(document))) {
    if (isModel(resolve<SchemaObject>(document, schema))) models[name] = gatewaySchema(document, schema);
  }
  return models;
}

export function gatewaySchema(
  document: OpenApiDocument,
  node: SchemaObject | ReferenceObject,
): GatewaySchema {
  const flat = flattenAllOf(document, node);
  if (isReference(flat)) {
    const target = resolve<SchemaObject>(document, flat);
    const whole = flattenAllOf(document, target);
    return isModel(isReference(whole) ? resolve<SchemaObject>(document, whole) : whole)
      ? { $ref: `#/components/schemas/${referenceName(flat)}` }
      : gatewaySchema(document, target);
  }
  const model: GatewayModel = { type: flat.type ?? 'object' };
  if (flat.description !== undefined) model.description = flat.description.trim();
  if (flat.enum !== undefined) model.enum = flat.enum.filter((value) => value !== null);
  for (const keyword of copiedKeywords) if (flat[keyword] !== undefined) model[keyword] = flat[keyword];
  if (flat.items !== undefined) model.items = gatewaySchema(document, flat.items);
  if (flat.properties !== undefined) {
    model.properties = Object.fromEntries(
      Object.entries(flat.properties).map(([name, property]) => [name, gatewaySchema(document, property)]),
    );
    // An empty `required` is no valid draft 4.
    if (flat.required !== undefined && flat.required.length > 0) model.required = flat.required;
  }
  return model;
}

function isModel(schema: SchemaObject): boolean {
  return schema.allOf !== undefined || (schema.type === 'object' && schema.properties !== undefined);
}
