/** Every validator that looks at what a caller or device sends: whose it is, what it admits, and how large a value may be. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { readContract } from '../contract/openapi/document.ts';
import { listOperations } from '../contract/openapi/operations.ts';
import { repositoryRoot } from '../contract/root.ts';
import { toJsonSchema, validationSchemas } from '../targets/backend/json-schema.ts';
import { worstBodies, type Structure, type WorstBody } from './worst-bodies.ts';

export interface Door {
  readonly name: string;
  readonly maxBytes: number;
  readonly bodies: readonly WorstBody[];
  /** Errors of a value. */
  readonly validate: (value: unknown) => readonly unknown[];
}

/** AWS IoT Core takes messages of at most 128 KB ("AWS IoT Core endpoints and quotas"). */
const MAX_MESSAGE_BYTES = 128 * 1024;

const generated = 'backend/src/generated';

const load = async <Module>(file: string): Promise<Module> =>
  (await import(pathToFileURL(path.join(repositoryRoot, generated, file)).href)) as Module;

/** Follows `#/…` inside `root`; what stands before the `#` names the root alone. */
const resolverIn =
  (root: unknown) =>
  (reference: string): Structure =>
    reference
      .slice(reference.indexOf('#') + 2)
      .split('/')
      .reduce<unknown>((node, segment) => (node as Record<string, unknown>)[segment], root) as Structure;

async function operationDoors(): Promise<Door[]> {
  const document = await readContract();
  const resolve = resolverIn(validationSchemas(document, false));
  const doors: Door[] = [];
  for (const { operationId, functionName, requestBody } of listOperations(document)) {
    const body = requestBody?.content['application/json'];
    if (body === undefined) continue;
    const { validators } = await load<{
      validators: Record<string, { body: (value: unknown) => unknown[] }>;
    }>(`validators/${functionName}.js`);
    const validate = validators[operationId]?.body;
    if (validate === undefined) throw new Error(`${operationId} has a body and no validator of it.`);
    doors.push({
      name: operationId,
      maxBytes: document['x-northwind-max-body-bytes'],
      bodies: worstBodies(toJsonSchema(document, body.schema, false) as Structure, resolve),
      validate,
    });
  }
  return doors;
}

async function messageDoors(): Promise<Door[]> {
  const folder = path.join(repositoryRoot, 'schema/events');
  const validators =
    await load<Record<string, ((value: unknown) => boolean) & { errors?: unknown[] }>>(
      'events/validators.js',
    );
  const schemas: Record<string, Structure & { title: string }> = {};
  for (const file of (await readdir(folder)).filter((entry) => entry.endsWith('.schema.json')).sort()) {
    const text = await readFile(path.join(folder, file), 'utf8');
    // A reference within the file says so, so that it can be followed from another.
    schemas[file] = JSON.parse(text.replaceAll('"$ref": "#', `"$ref": "${file}#`)) as Structure & {
      title: string;
    };
  }
  const resolve = (reference: string): Structure => {
    const [file = '', pointer] = reference.split('#');
    return pointer === undefined ? (schemas[file] as Structure) : resolverIn(schemas[file])(`#${pointer}`);
  };
  return Object.values(schemas).map((schema) => {
    const validate = validators[`validate${schema.title}`];
    if (validate === undefined) throw new Error(`${schema.title} has no validator.`);
    return {
      name: schema.title,
      maxBytes: MAX_MESSAGE_BYTES,
      bodies: worstBodies(schema, resolve),
      validate: (value) => (validate(value) ? [] : (validate.errors ?? [])),
    };
  });
}

export const allDoors = async (): Promise<Door[]> => [...(await operationDoors()), ...(await messageDoors())];
