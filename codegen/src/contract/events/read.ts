/** Reads the contracts of what travels by MQTT and EventBridge: `schema/events`. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { refuse } from '../finding.ts';
import { position } from '../position.ts';
import { repositoryRoot } from '../root.ts';
import { eventMistakes } from './supported.ts';

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

/** @throws ContractError naming each place that is malformed or not supported */
export async function readEventSchemas(
  folder = path.join(repositoryRoot, eventsFolder),
): Promise<EventFile[]> {
  const files = (await readdir(folder)).filter((entry) => entry.endsWith('.schema.json')).sort();
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
  const parsed = files.map((file, index) => parseEventSchema(file, texts[index] ?? '', files));
  return parsed.map(({ schema }, index) => {
    const file = files[index] ?? '';
    return { file, title: schema.title ?? '', schema };
  });
}

/** @param files every file of the folder, for references from one to another */
export function parseEventSchema(
  file: string,
  text: string,
  files: readonly string[],
): { schema: EventSchema } {
  const name = `${eventsFolder}/${file}`;
  const lines = new LineCounter();
  // JSON is YAML, and YAML's parser knows the places.
  const yaml = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  refuse(
    yaml.errors.map(({ message, pos: [start] }) => {
      const { line, col } = lines.linePos(start);
      return { file: name, line, column: col, message: `is no JSON here: ${message}` };
    }),
  );
  const schema = yaml.toJS() as EventSchema;
  refuse(
    eventMistakes(schema, file, files).map(({ at, message }) => ({
      file: name,
      ...position(yaml, lines, at),
      message,
    })),
  );
  return { schema };
}
