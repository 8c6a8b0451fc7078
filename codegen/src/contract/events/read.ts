/** Reads the contracts of what travels by MQTT and EventBridge: `schema/events`. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { repositoryRoot } from '../root.ts';

export const eventsFolder = 'schema/events';

export interface EventSchema {
  readonly $schema?: string;
  readonly $id?: string;
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: 'object' | 'string' | 'integer' | 'number' | 'boolean';
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, EventSchema>>;
  readonly oneOf?: readonly EventSchema[];
  readonly allOf?: readonly EventSchema[];
  readonly definitions?: Readonly<Record<string, EventSchema>>;
  readonly [extension: `x-${string}`]: string;
}

export interface EventFile {
  /** Its name in the folder, which is its `$id`. */
  readonly file: string;
  readonly title: string;
  readonly schema: EventSchema;
}

export async function readEventSchemas(
  folder = path.join(repositoryRoot, eventsFolder),
): Promise<EventFile[]> {
  const files = (await readdir(folder)).filter((entry) => entry.endsWith('.schema.json')).sort();
  return Promise.all(
    files.map(async (file) => {
      const schema = JSON.parse(await readFile(path.join(folder, file), 'utf8')) as EventSchema;
      if (schema.$id !== file || schema.title === undefined) {
        throw new Error(`${eventsFolder}/${file} needs its own name as $id, and a title.`);
      }
      return { file, title: schema.title, schema };
    }),
  );
}
