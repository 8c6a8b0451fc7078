/**
 * `backend/src/generated/events/`: types of schema/events, validators of them as plain code, and where each travels (MQTT topic,
 * EventBridge source and detail type).
 */
import path from 'node:path';
import Ajv, { _ } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import addFormats from 'ajv-formats';
import { build } from 'esbuild';
import { repositoryRoot } from '../../contract/root.ts';
import { generatedHeader, type Generator } from '../../generator.ts';
import { declaration } from '../../typescript/type.ts';
import { eventType } from '../../typescript/from-json-schema.ts';
import { eventsFolder, readEventSchemas } from '../../contract/events/read.ts';
import type { EventFile } from '../../contract/events/schema.ts';
import { boundKeywords } from './bounded-keywords.ts';

const folder = 'backend/src/generated/events';

/** Violations after which a message is not looked at further: they are logged, and the first few say what is wrong. */
const MAX_VIOLATIONS = 20;

/** The types of these files, and of what they are made of. */
export function eventDeclarations(events: readonly EventFile[]): string {
  const nameOf = (reference: string): string => {
    const definition = /^#\/definitions\/(\w+)$/.exec(reference)?.[1];
    const name = definition ?? events.find(({ file }) => file === reference)?.title;
    if (name === undefined) throw new Error(`${reference} leads nowhere, which reading the event refuses.`);
    return name;
  };
  const declarations = events.flatMap(({ title, schema }) => [
    ...Object.entries(schema.definitions ?? {}).map(([name, definition]) =>
      declaration(name, eventType(definition, nameOf), definition.description),
    ),
    declaration(title, eventType(schema, nameOf), schema.description),
  ]);
  return declarations.join('\n');
}

/** The `x-…` fields: `DeviceMessage` with `x-mqtt-topic` → `deviceMessage: { mqttTopic: '…' }`. */
function channelsFile(events: readonly EventFile[]): string {
  const camel = (text: string): string =>
    text.replace(/-(\w)/g, (_match, letter: string) => letter.toUpperCase());
  const entries = events.map(({ title, schema }) => {
    const fields = Object.entries(schema)
      .filter(([name]) => name.startsWith('x-'))
      .map(([name, value]) => `    ${camel(name.slice(2))}: ${JSON.stringify(value)},\n`);
    return `  ${title.charAt(0).toLowerCase()}${title.slice(1)}: {\n${fields.join('')}  },\n`;
  });
  return `${generatedHeader(eventsFolder)}/** How each message travels. \`{lockerId}\` stands for the locker's id. */\nexport const channels = {\n${entries.join('')}} as const;\n`;
}

/** One module without imports: neither Ajv nor a schema nor `eval` is in a function's bundle. */
async function validatorsFile(events: readonly EventFile[]): Promise<string> {
  const ajv = new Ajv.default({
    allErrors: true,
    strict: true,
    code: { source: true, esm: true, formats: _`fullFormats` },
    schemas: events.map(({ schema }) => schema),
    keywords: [
      ...new Set(
        events
          .flatMap(({ schema }) => [schema, ...Object.values(schema.definitions ?? {})])
          .flatMap((part) => Object.keys(part).filter((name) => name.startsWith('x-'))),
      ),
    ],
  });
  addFormats.default(ajv);
  boundKeywords(ajv, MAX_VIOLATIONS);
  const names = Object.fromEntries(events.map(({ title, file }) => [`validate${title}`, file]));
  const { outputFiles } = await build({
    stdin: {
      contents: `import { fullFormats } from 'ajv-formats/dist/formats.js';\n${standaloneCode.default(ajv, names)}`,
      resolveDir: path.join(repositoryRoot, 'codegen'),
    },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['main'],
    target: 'es2023',
    absWorkingDir: repositoryRoot,
    minifySyntax: true,
    // Also leaves out the paths by which esbuild names CommonJS modules.
    minifyIdentifiers: true,
    legalComments: 'none',
  });
  // esbuild names each bundled file in a comment, and Ajv's helpers say how to require them: nobody does.
  const code = (outputFiles[0]?.text ?? '')
    .replace(/^\s*\/\/ .*\n/gm, '')
    .replace(/^.*\.code = 'require\(.*\n/gm, '');
  return generatedHeader(eventsFolder) + code;
}

function validatorsDeclaration(events: readonly EventFile[]): string {
  const titles = events.map(({ title }) => title);
  return [
    generatedHeader(eventsFolder),
    `import type { ${titles.join(', ')} } from './types.ts';\n\n`,
    `/** One violation: a JSON pointer into the value, and what is wrong there. */\n`,
    `export interface Violation {\n  readonly instancePath: string;\n  readonly message?: string;\n}\n\n`,
    `/** A type guard that leaves what it found wrong in \`errors\` until it is called again. */\n`,
    `export interface Validator<Event> {\n  (value: unknown): value is Event;\n  errors?: readonly Violation[] | null;\n}\n\n`,
    ...titles.map((title) => `export const validate${title}: Validator<${title}>;\n`),
  ].join('');
}

export const eventsGenerator: Generator = {
  name: 'events',
  async generate() {
    const events = await readEventSchemas();
    return new Map([
      [`${folder}/types.ts`, `${generatedHeader(eventsFolder)}${eventDeclarations(events)}`],
      [`${folder}/channels.ts`, channelsFile(events)],
      [`${folder}/validators.js`, await validatorsFile(events)],
      [`${folder}/validators.d.ts`, validatorsDeclaration(events)],
    ]);
  },
};
