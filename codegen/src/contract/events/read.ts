/** Reads the contracts of what travels by MQTT and EventBridge: `schema/events`. */
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ContractError, refuse, type Finding } from '../finding.ts';
import type { Path } from '../openapi/node.ts';
import { parseText } from '../placed-text.ts';
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
  const events = files.map((file, index): EventFile => {
    const schema = parseEventSchema(file, texts[index] ?? '', files);
    return { file, title: schema.title ?? '', schema };
  });
  refuse(repeatedNames(events));
  return events;
}

/** All types stand in one module. */
function repeatedNames(events: readonly EventFile[]): Finding[] {
  const owners = new Map<string, string>();
  return events.flatMap(({ file, title, schema }) =>
    [title, ...Object.keys(schema.definitions ?? {})].flatMap((name) => {
      const owner = owners.get(name);
      owners.set(name, file);
      const at = name === title ? ['title'] : ['definitions', name];
      return owner === undefined
        ? []
        : eventMistake(file, at, `${name} is a type of ${owner} too; rename one.`).findings;
    }),
  );
}

/** @param files every file of the folder, for references from one to another */
export function parseEventSchema(file: string, text: string, files: readonly string[]): EventSchema {
  const name = `${eventsFolder}/${file}`;
  refuseStrangers(text, name);
  const { value, locate } = parseText(text, name, 'JSON');
  refuse(eventMistakes(value, file, files).map(locate));
  return value as EventSchema;
}

/** What a generator cannot carry, at its place in the file as it is on disk. */
export function eventMistake(file: string, at: Path, message: string): ContractError {
  const name = `${eventsFolder}/${file}`;
  const text = readFileSync(path.join(repositoryRoot, name), 'utf8');
  return new ContractError([parseText(text, name, 'JSON').locate({ at, message })]);
}

/** JSON, token by token. YAML's parser, which knows the places, takes comments, bare words and a comma at the end as well. */
const token = /\s+|"(?:[^"\\\n]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|[{}[\]:]|,(?!\s*[}\]])/y;

function refuseStrangers(text: string, file: string): void {
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const offset = token.lastIndex;
    if (token.test(text)) continue;
    const before = text.slice(0, offset).split('\n');
    const [stranger = ''] = /^\S.{0,11}/.exec(text.slice(offset)) ?? [];
    const message = `is no JSON here: ${stranger}; names and texts stand in double quotes on one line, there are no comments, and no comma before a closing bracket.`;
    refuse([{ file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1, message }]);
  }
}
