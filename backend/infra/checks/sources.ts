/** Reads what the rules compare a plan with. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Sources } from './rule.ts';

/** @param root of the repository, or of a copy of it */
export async function readSources(root: string): Promise<Sources> {
  const json = async (file: string): Promise<unknown> =>
    JSON.parse(await readFile(path.join(root, 'backend/src/generated', file), 'utf8'));
  const schema = await readFile(path.join(root, 'schema/schema.graphql'), 'utf8');
  return {
    manifest: (await json('manifest.json')) as Sources['manifest'],
    fields: (await json('fields.json')) as Sources['fields'],
    functions: (await json('functions.json')) as Sources['functions'],
    table: (await json('table.json')) as Sources['table'],
    rootFields: rootFields(schema),
  };
}

/** Fields of the three root types. Descriptions go first: they may hold anything; arguments go next, with their colons. */
export function rootFields(schema: string): readonly string[] {
  const bare = schema
    .replaceAll(/"""[\s\S]*?"""/g, '')
    .replaceAll(/"[^"\n]*"/g, '')
    .replaceAll(/#.*/g, '');
  return [...bare.matchAll(/\btype (Query|Mutation|Subscription)\b[^{]*\{([\s\S]*?)\n\}/g)].flatMap(
    ([, type, body = '']) =>
      [...body.replaceAll(/\([^)]*\)/g, '').matchAll(/^\s*(\w+)\s*:/gm)].map(
        ([, field]) => `${type}.${field}`,
      ),
  );
}
