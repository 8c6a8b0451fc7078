/** The bodies of the REST operations and the messages of devices, which validators made from their schemas look at. */
import { readEventSchemas } from '../contract/events/read.ts';
import { readContract } from '../contract/openapi/read.ts';
import { listOperations } from '../contract/openapi/operations.ts';
import { toJsonSchema, validationSchemas } from '../targets/backend/json-schema.ts';
import { load, untilRefused, type Door } from './door.ts';
import { worstBodies, type Structure } from './worst-bodies.ts';

/** AWS IoT Core takes messages of at most 128 KB ("AWS IoT Core endpoints and quotas"). */
const MAX_MESSAGE_BYTES = 128 * 1024;

/** Follows `#/…` inside `root`; what stands before the `#` names the root alone. */
const resolverIn =
  (root: unknown) =>
  (reference: string): Structure =>
    reference
      .slice(reference.indexOf('#') + 2)
      .split('/')
      .reduce<unknown>((node, segment) => (node as Record<string, unknown>)[segment], root) as Structure;

/** What says no on purpose. */
const refusals = ['HttpProblem', 'UnusableReport'];

interface OperationValidators {
  readonly body?: (value: unknown) => unknown[];
}

export async function operationDoors(): Promise<Door[]> {
  const document = await readContract();
  const { readRequest } = await load<{ readRequest: (...args: unknown[]) => unknown }>(
    'backend/src/http/request.ts',
  );
  const { operations } = await load<{ operations: Record<string, unknown> }>(
    'backend/src/generated/manifest.ts',
  );
  const resolve = resolverIn(validationSchemas(document, false));
  const doors: Door[] = [];
  for (const { operationId, functionName, requestBody } of listOperations(document)) {
    const body = requestBody?.content['application/json'];
    if (body === undefined) continue;
    const { validators } = await load<{ validators: Record<string, OperationValidators> }>(
      `backend/src/generated/validators/${functionName}.js`,
    );
    const own = validators[operationId];
    const validate = own?.body;
    if (validate === undefined) throw new Error(`${operationId} has a body and no validator of it.`);
    const headers = { 'content-type': 'application/json' };
    doors.push({
      name: operationId,
      maxBytes: document['x-northwind-max-body-bytes'],
      bodies: worstBodies(toJsonSchema(document, body.schema, false) as Structure, resolve),
      validate,
      receive: (text) =>
        untilRefused(refusals, () => readRequest({ body: text, headers }, operations[operationId], own)),
    });
  }
  return doors;
}

type EventValidator = ((value: unknown) => boolean) & { errors?: unknown[] };

export async function messageDoors(): Promise<Door[]> {
  const validators = await load<Record<string, EventValidator>>('backend/src/generated/events/validators.js');
  const { readMessage } = await load<{ readMessage: (record: object) => unknown }>(
    'backend/src/functions/sensor-projector/read-message.ts',
  );
  const files = await readEventSchemas();
  // A reference within a file says so, so that it can be followed from another.
  const schemas = Object.fromEntries(
    files.map(({ file, schema }) => [
      file,
      JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#', `"$ref":"${file}#`)) as Structure,
    ]),
  );
  const resolve = (reference: string): Structure => {
    const [file = '', pointer] = reference.split('#');
    return pointer === undefined ? (schemas[file] as Structure) : resolverIn(schemas[file])(`#${pointer}`);
  };
  return files.map(({ file, title }) => {
    const validate = validators[`validate${title}`];
    if (validate === undefined) throw new Error(`${title} has no validator.`);
    return {
      name: title,
      maxBytes: MAX_MESSAGE_BYTES,
      bodies: worstBodies(schemas[file] as Structure, resolve),
      validate: (value) => (validate(value) ? [] : (validate.errors ?? [])),
      receive: (text) => untilRefused(refusals, () => readMessage({ body: `{"detail":${text}}` })),
    };
  });
}
