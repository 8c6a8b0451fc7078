import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../../../test/compile.ts';
import type { OpenApiDocument, SchemaObject } from '../../contract/openapi/document.ts';
import { readContract } from '../../contract/openapi/read.ts';
import { listOperations } from '../../contract/openapi/operations.ts';
import { operationsFile } from './operations-file.ts';
import { repositoryRoot } from '../../contract/root.ts';

/** Each function as it is in this repository, with an operation of it to take away. */
const functions = [
  ['invoices-api', 'voidInvoice', '/invoices/{invoiceId}/void', 'post'],
  ['deliveries-api', 'cancelDelivery', '/deliveries/{deliveryId}/cancel', 'post'],
  ['lockers-api', 'deleteLocker', '/lockers/{lockerId}', 'delete'],
  ['health-api', 'getHealth', '/health', 'get'],
] as const;

/** Errors in the backend's own code, when the contract is this one. */
async function errors(document: OpenApiDocument): Promise<string[]> {
  const files = [
    ...functions.map(([name]) => `backend/src/functions/${name}/handler.ts`),
    'backend/src/http/api.ts',
    'backend/src/functions/users-api/handler.ts',
  ];
  const sources = await Promise.all(
    files.map(async (file) => [file, await readFile(path.join(repositoryRoot, file), 'utf8')] as const),
  );
  return compile({
    'backend/src/generated/operations.ts': operationsFile(document, listOperations(document)),
    ...Object.fromEntries(sources),
  }).filter((error) => !error.startsWith('backend/src/generated/'));
}

describe('the backend', () => {
  let contract: OpenApiDocument;
  beforeAll(async () => {
    contract = await readContract();
  });

  /** By way of JSON, because YAML anchors are shared objects. */
  function changed(change: (document: OpenApiDocument) => void): OpenApiDocument {
    const copy = JSON.parse(JSON.stringify(contract)) as OpenApiDocument;
    change(copy);
    return copy;
  }

  it('compiles against the contract as it is', async () => {
    expect(await errors(contract)).toEqual([]);
  });

  it('turns red, function by function, where an operation leaves the contract', async () => {
    const found = await errors(
      changed((document) =>
        functions.forEach(([, , route, method]) => delete document.paths[route]?.[method]),
      ),
    );
    for (const [name, operationId] of functions) {
      const own = found.filter((error) => error.startsWith(`backend/src/functions/${name}/`)).join('\n');
      expect(own, operationId).not.toBe('');
    }
  });

  it('turns red, function by function, where the contract gains an operation', async () => {
    const found = await errors(
      changed((document) =>
        functions.forEach(([name, operationId, route, method]) => {
          const operation = document.paths[route]?.[method];
          if (operation === undefined) throw new Error(`${operationId} is gone`);
          document.paths[`/new/${name}`] = { get: { ...operation, operationId: `${operationId}Again` } };
        }),
      ),
    );
    for (const [name, operationId] of functions) {
      const own = found.filter((error) => error.startsWith(`backend/src/functions/${name}/`)).join('\n');
      expect(own).toContain(`${operationId}Again`);
    }
  });

  it('turns red, view by view, where a resource gains a field that the entity does not have', async () => {
    const views = {
      Delivery: 'deliveries-api',
      InvoiceSummary: 'invoices-api',
      Payment: 'invoices-api',
      LockerSummary: 'lockers-api',
      User: 'users-api',
    };
    const found = await errors(
      changed((document) => {
        for (const name of Object.keys(views)) {
          const schema = document.components.schemas[name] as SchemaObject;
          schema.required?.push(`newOf${name}`);
          schema.properties = { ...schema.properties, [`newOf${name}`]: { type: 'string', nullable: true } };
        }
      }),
    );
    for (const [name, functionName] of Object.entries(views)) {
      const own = found.filter((error) => error.startsWith(`backend/src/functions/${functionName}/views.ts`));
      expect(own.join('\n')).toContain(`newOf${name}`);
    }
  });

  it('turns red where it refuses with a code that leaves the contract', async () => {
    const found = await errors(
      changed((document) => {
        const schema = document.components.schemas['ProblemCode'];
        if (schema === undefined || !('enum' in schema)) throw new Error('ProblemCode is gone');
        schema.enum = (schema.enum ?? []).filter((code) => code !== 'route_not_found');
      }),
    );
    expect(found.filter((error) => error.startsWith('backend/src/http/api.ts')).join('\n')).toContain(
      'route_not_found',
    );
  });
});
