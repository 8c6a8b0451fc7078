/** All mutants, made from the contracts' structure, each with the gate that must see it. */
import { Kind, print, type SelectionNode, type SelectionSetNode } from 'graphql';
import { buildContract, readSchemaText, schemaPath } from '../contract/graphql/schema.ts';
import { parseFile, parseSchema } from '../contract/graphql/supported.ts';
import { ContractError } from '../contract/finding.ts';
import type { OpenApiDocument } from '../contract/openapi/document.ts';
import { listOperations } from '../contract/openapi/operations.ts';
import { nameMistakes, shapeMistakes } from '../contract/openapi/supported.ts';
import { readContracts, type Contracts } from '../gates/compatibility/changes.ts';
import { documentChanges } from '../gates/compatibility/document-changes.ts';
import { eventChanges } from '../gates/compatibility/event-changes.ts';
import { graphqlAccessChanges, graphqlBreakingChanges } from '../gates/compatibility/graphql-changes.ts';
import { accessChanges, breakingChanges } from '../gates/compatibility/rest-changes.ts';
import { generateBackend } from '../targets/backend/generate.ts';
import { describeContract, manifestJsonFile } from '../targets/backend/manifest.ts';
import { operationsFile } from '../targets/backend/operations-file.ts';
import { generateGateway } from '../targets/gateway/generate.ts';
import { environments } from '../targets/sdk/environments.ts';
import { models } from '../targets/sdk/models.ts';
import { sdkTestingFiles } from '../targets/sdk/testing/generate.ts';
import { graphqlChanges } from './graphql-mutants.ts';
import type { Mutant } from './mutant.ts';
import { restChanges } from './rest-mutants.ts';
import { generatedMutants, historyMutants } from './tree-mutants.ts';

type Current = Contracts['current'];

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- changes reach deep into the schemas, where every step may be absent
type Loose = any;

/** The contracts as they are stand for the released ones: every change must be seen from here. */
export async function allMutants(): Promise<Mutant[]> {
  const { current } = await readContracts();
  await refuseFalseAlarms(current);
  return [
    ...restMutants(current),
    ...graphqlMutants(parseSchema(await readSchemaText(), schemaPath)),
    ...eventMutants(current),
    ...documentMutants(current),
    ...(await generatedMutants()),
    ...(await historyMutants()),
  ];
}

/** Without a change nothing may be seen, or every mutant would die of that. */
async function refuseFalseAlarms({ rest, graphql, events, documents }: Current): Promise<void> {
  const copy = structuredClone(rest);
  const shipped = { schema: graphql, files: documents };
  const seen = [
    ...shapeMistakes(copy),
    ...nameMistakes(copy, listOperations(copy)),
    ...breakingChanges(rest, copy),
    ...accessChanges(rest, copy),
    ...(await graphqlBreakingChanges(graphql, graphql)),
    ...graphqlAccessChanges(graphql, graphql),
    ...eventChanges(events, structuredClone(events)),
    ...documentChanges(shipped, shipped),
  ];
  if (
    seen.length > 0 ||
    cheapText(copy) !== cheapText(rest) ||
    (await wholeText(copy)) !== (await wholeText(rest))
  )
    throw new Error(`The contracts as they are raise an alarm: ${JSON.stringify(seen.slice(0, 3))}`);
}

function refused(run: () => unknown): boolean {
  try {
    run();
    return false;
  } catch (error) {
    if (error instanceof ContractError) return true;
    throw error;
  }
}

function restMutants({ rest: contract, graphql, events }: Current): Mutant[] {
  let fresh: string | undefined;
  const samples = (document: OpenApiDocument): string =>
    JSON.stringify([...sdkTestingFiles(document, graphql, events)]);
  return restChanges(contract).flatMap(({ kind, name, apply }): Mutant[] => {
    const changed = (): OpenApiDocument => {
      // By way of JSON, because YAML anchors are shared objects.
      const copy = JSON.parse(JSON.stringify(contract)) as OpenApiDocument;
      apply(copy);
      return copy;
    };
    const isRefused = (document: OpenApiDocument): boolean =>
      shapeMistakes(document).length > 0 || nameMistakes(document, listOperations(document)).length > 0;
    return [
      {
        kind,
        name: `REST: ${name}`,
        dies: () => {
          const document = changed();
          return (
            isRefused(document) ||
            [...breakingChanges(contract, document), ...accessChanges(contract, document)].length > 0
          );
        },
      },
      {
        kind: 'stale',
        name: `REST, not regenerated: ${name}`,
        dies: async () => {
          const document = changed();
          let text: string | undefined;
          if (isRefused(document) || refused(() => (text = cheapText(document)))) return true;
          fresh ??= cheapText(contract);
          if (text !== fresh || refused(() => (text = samples(document)))) return true;
          return text !== samples(contract) || (await wholeText(document)) !== (await wholeText(contract));
        },
      },
    ];
  });
}

/** What is generated in no time; most changes show in it. */
function cheapText(document: OpenApiDocument): string {
  const operations = listOperations(document);
  return [
    models(document, operations),
    environments(document),
    operationsFile(document, operations),
    manifestJsonFile(describeContract(document, operations)),
    ...generateGateway(document).values(),
  ].join('\n');
}

async function wholeText(document: OpenApiDocument): Promise<string> {
  return JSON.stringify([...(await generateBackend(document))]);
}

function graphqlMutants(document: ReturnType<typeof parseSchema>): Mutant[] {
  const released = buildContract(print(document));
  return graphqlChanges(document).map(({ kind, name, sdl }) => ({
    kind,
    name: `GraphQL: ${name}`,
    dies: async () => {
      if (refused(() => buildContract(sdl))) return true;
      const current = buildContract(sdl);
      return (
        [...(await graphqlBreakingChanges(released, current)), ...graphqlAccessChanges(released, current)]
          .length > 0
      );
    },
  }));
}

function eventMutants({ events }: Current): Mutant[] {
  const visit = (value: unknown, at: readonly string[]): (readonly string[])[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, child]) => [[...at, key], ...visit(child, [...at, key])])
      : [];
  // Words and names of definitions are not what travels.
  const isWords = (at: readonly string[]): boolean =>
    ['description', '$schema', '$id', 'title', 'definitions', '$ref'].includes(at.at(-1) ?? '') ||
    at.at(-2) === 'definitions';
  return events.flatMap(({ file, title, schema }) => {
    const mutant = (
      name: string,
      at: readonly string[],
      change: (node: Loose, key: string) => void,
    ): Mutant => ({
      kind: 'events',
      name: `${title}: ${at.join('/')} ${name}`,
      dies: () => {
        const copy = JSON.parse(JSON.stringify(events)) as typeof events;
        let parent: Loose = copy.find((event) => event.file === file)?.schema;
        for (const key of at.slice(0, -1)) parent = parent[key];
        change(parent, at.at(-1) ?? '');
        return eventChanges(events, copy).length > 0;
      },
    });
    const places = visit(schema, []).filter((at) => !isWords(at));
    return [
      ...places.map((at) =>
        mutant('is removed', at, (parent, key) => {
          if (Array.isArray(parent)) parent.splice(Number(key), 1);
          else delete parent[key];
        }),
      ),
      ...places
        .filter((at) => at.at(-1)?.startsWith('x-') && typeof valueAt(schema, at) === 'string')
        .map((at) => mutant('is another', at, (parent, key) => (parent[key] += '-mutant'))),
      ...visit(schema, []).flatMap((at) => {
        const node = valueAt(schema, at);
        return isSchema(at, node)
          ? eventNarrowings(node).map(([what, narrow]) =>
              mutant(what, at, (parent, key) => narrow(parent[key])),
            )
          : [];
      }),
    ];
  });
}

const valueAt = (root: unknown, at: readonly string[]): Loose =>
  at.reduce<Loose>((node, key) => node[key], root as Loose);

/** A property or a definition, not a keyword. */
const isSchema = (at: readonly string[], node: Loose): boolean =>
  ['properties', 'definitions'].includes(at.at(-2) ?? '') && typeof node.type === 'string';

/** What a sender that was right before would be refused for. */
function eventNarrowings(schema: Loose): [what: string, narrow: (own: Loose) => void][] {
  switch (schema.type) {
    case 'string':
      return [
        ...(schema.const !== undefined
          ? [['is another word', (own: Loose) => (own.const = 'mutant')] as [string, (own: Loose) => void]]
          : []),
        ['has another pattern', (own) => (own.pattern = '^mutant$')],
        ['has another format', (own) => (own.format = own.format === 'uri' ? 'date' : 'uri')],
        ['may be less long', (own) => (own.maxLength = 1)],
        ['must be longer', (own) => (own.minLength = 99)],
        ...(schema.enum === undefined && schema.const === undefined
          ? [['takes one value', (own: Loose) => (own.enum = ['mutant'])] as [string, (own: Loose) => void]]
          : []),
      ];
    case 'integer':
    case 'number':
      return [
        ['must be larger', (own) => (own.minimum = (own.minimum ?? 0) + 1)],
        ['may be less large', (own) => (own.maximum = (own.maximum ?? 1_000) - 1)],
        ['has another type', (own) => (own.type = 'boolean')],
      ];
    case 'object':
      return [
        [
          'requires a property that is new',
          (own) => {
            own.properties = { ...own.properties, mutant: { type: 'string' } };
            own.required = [...(own.required ?? []), 'mutant'];
          },
        ],
        ...Object.keys(schema.properties ?? {})
          .filter((name) => !schema.required?.includes(name))
          .map((name): [string, (own: Loose) => void] => [
            `requires ${name}`,
            (own) => (own.required = [...(own.required ?? []), name]),
          ]),
      ];
    default:
      return [];
  }
}

function documentMutants({ documents, graphql }: Current): Mutant[] {
  const before = { schema: graphql, files: documents };
  return documents.flatMap((file, index) => {
    const mutant = (name: string, definitions: typeof file.document.definitions): Mutant => ({
      kind: 'documents',
      name: `${file.path}: ${name}`,
      dies: () => {
        const text = print({ ...file.document, definitions });
        const files = documents.with(index, {
          ...file,
          document: text === '' ? { ...file.document, definitions } : parseFile(text, file.path),
        });
        return documentChanges(before, { schema: graphql, files }).length > 0;
      },
    });
    return file.document.definitions.flatMap((definition, at): Mutant[] => {
      if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION)
        return [];
      const name = definition.name?.value ?? '';
      const replaced = (next: typeof definition) => file.document.definitions.with(at, next);
      return [
        mutant(`${name} is removed`, file.document.definitions.toSpliced(at, 1)),
        mutant(
          `${name} has another name`,
          replaced({ ...definition, name: { kind: Kind.NAME, value: `${name}Again` } }),
        ),
        ...droppedSelections(definition.selectionSet).map(([what, selectionSet]) =>
          mutant(`${name} drops ${what}`, replaced({ ...definition, selectionSet })),
        ),
        ...(definition.kind === Kind.OPERATION_DEFINITION
          ? (definition.variableDefinitions ?? []).map((variable) =>
              mutant(
                `${name} drops $${variable.variable.name.value}`,
                replaced({
                  ...definition,
                  variableDefinitions:
                    definition.variableDefinitions?.filter((own) => own !== variable) ?? [],
                }),
              ),
            )
          : []),
      ];
    });
  });
}

/** Every selection dropped, however deep; the only one of a field cannot be. */
function droppedSelections(set: SelectionSetNode, above = ''): [what: string, left: SelectionSetNode][] {
  return set.selections.flatMap((selection, place): [string, SelectionSetNode][] => {
    const label = above + (print(selection).split(/[\s({]/)[0] ?? '');
    const name = selection.kind === Kind.FIELD ? label : above + print(selection).split('\n')[0];
    const inner = 'selectionSet' in selection ? selection.selectionSet : undefined;
    return [
      ...(set.selections.length > 1
        ? [[name, { ...set, selections: set.selections.toSpliced(place, 1) }] as [string, SelectionSetNode]]
        : []),
      ...(inner === undefined
        ? []
        : droppedSelections(inner, `${label}.`).map(([what, selectionSet]): [string, SelectionSetNode] => [
            what,
            {
              ...set,
              selections: set.selections.with(place, { ...selection, selectionSet } as SelectionNode),
            },
          ])),
    ];
  });
}
