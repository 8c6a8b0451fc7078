/**
 * The most work that a caller can ask of a validator, made from the schema itself: at every place of a body, whatever fills the allowed
 * size. A new operation, field or message is covered by being in the contract.
 */

/** As much of JSON Schema as the contracts use to say what is inside what. */
export interface Structure {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Structure>>;
  readonly additionalProperties?: boolean | Structure;
  readonly items?: Structure;
  readonly allOf?: readonly Structure[];
  readonly oneOf?: readonly Structure[];
}

export interface WorstBody {
  /** Where it is filled and with what: `/lines/0 with a list of {}`. */
  readonly name: string;
  /** JSON of at most `bytes` bytes. */
  readonly make: (bytes: number) => string;
}

interface Place {
  readonly pointer: string;
  readonly before: string;
  readonly after: string;
  /** A value whose every known part is wrong, as JSON. */
  readonly wrong: string;
}

/** Depth at which a schema that contains itself is left. */
const DEEPEST = 8;

const childrenOf = (schema: Structure, resolve: (reference: string) => Structure): Structure[] => {
  const whole = schema.$ref === undefined ? schema : resolve(schema.$ref);
  const alternatives = [...(whole.allOf ?? []), ...(whole.oneOf ?? [])];
  return [whole, ...alternatives.flatMap((alternative) => childrenOf(alternative, resolve))];
};

/** Every place in a value of the schema where a value may stand, the value itself first. */
function placesOf(
  schema: Structure,
  resolve: (reference: string) => Structure,
  at: Omit<Place, 'wrong'> = { pointer: '', before: '', after: '' },
  depth = 0,
): Place[] {
  const schemas = childrenOf(schema, resolve);
  const names = schemas.flatMap(({ properties = {} }) => Object.keys(properties));
  const own: Place = { ...at, wrong: `{${names.map((name) => `${JSON.stringify(name)}:[]`).join()}}` };
  if (depth === DEEPEST) return [own];
  const below = schemas.flatMap(({ properties = {}, additionalProperties, items }) => [
    ...Object.entries(properties).map(([name, child]) => ({
      name,
      child,
      open: `{${JSON.stringify(name)}:`,
      close: '}',
    })),
    ...(typeof additionalProperties === 'object'
      ? [{ name: 'any', child: additionalProperties, open: '{"any":', close: '}' }]
      : []),
    ...(items === undefined ? [] : [{ name: '0', child: items, open: '[', close: ']' }]),
  ]);
  return [
    own,
    ...below.flatMap(({ name, child, open, close }) =>
      placesOf(
        child,
        resolve,
        { pointer: `${at.pointer}/${name}`, before: at.before + open, after: close + at.after },
        depth + 1,
      ),
    ),
  ];
}

const repeated = (text: string, bytes: number): string =>
  text.repeat(Math.max(1, Math.floor(bytes / Buffer.byteLength(text))));

const list =
  (item: string) =>
  (bytes: number): string =>
    `[${repeated(`${item},`, bytes - 2).slice(0, -1)}]`;

const nested =
  (open: string, close: string) =>
  (bytes: number): string => {
    const depth = Math.floor((bytes - 1) / (open.length + close.length));
    return `${open.repeat(depth)}1${close.repeat(depth)}`;
  };

const map =
  (value: string, name: (index: number) => string) =>
  (bytes: number): string => {
    const entries: string[] = [];
    for (let size = 2, index = 0; ; index += 1) {
      const entry = `${JSON.stringify(name(index))}:${value}`;
      size += Buffer.byteLength(entry) + 1;
      if (size > bytes) return `{${entries.join()}}`;
      entries.push(entry);
    }
  };

const string =
  (part: string) =>
  (bytes: number): string =>
    `"${repeated(part, bytes - 2)}"`;

/** What a place may be filled with. Of one form each: all that a validator can loop over is a list, a map, a string or depth. */
export const fillings: Readonly<Record<string, (bytes: number) => string>> = {
  'a list of 1': list('1'),
  'a list of {}': list('{}'),
  'a list of []': list('[]'),
  'a list of ""': list('""'),
  'a map of numbers': map('1', (index) => index.toString(36)),
  'a map of {}': map('{}', (index) => index.toString(36)),
  'a map of long names': map('1', (index) => `${index.toString(36)}${'~/'.repeat(50)}`),
  'a map of integer names': map('1', String),
  'a map of one name': map('1', () => '__proto__'),
  'nested lists': nested('[', ']'),
  'nested objects': nested('{"a":', '}'),
  'a long number': (bytes) => '9'.repeat(bytes),
  ...Object.fromEntries(
    ['a', '0', '-', '.', 'a.', 'a@', 'a-', 'é', '📦', 'T', '1:'].map((part) => [
      `a string of ${part}`,
      string(part),
    ]),
  ),
};

/** The worst bodies for a schema. `resolve` follows its references. */
export function worstBodies(schema: Structure, resolve: (reference: string) => Structure): WorstBody[] {
  return placesOf(schema, resolve).flatMap(({ pointer, before, after, wrong }) =>
    Object.entries({ ...fillings, 'a list of wrong items': list(wrong) }).map(([filling, fill]) => ({
      name: `${pointer || 'the body'} with ${filling}`,
      make: (bytes: number) => before + fill(bytes - before.length - after.length) + after,
    })),
  );
}
