/** Reads the contracts of what travels by MQTT and EventBridge: `schema/events`. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { refuse } from '../finding.ts';
import { position } from '../position.ts';
import { repositoryRoot } from '../root.ts';
import type { EventFile, EventSchema } from './schema.ts';
import { eventMistakes } from './supported.ts';

export const eventsFolder = 'schema/events';

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
