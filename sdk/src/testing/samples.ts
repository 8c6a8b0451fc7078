import { assertKnownKeys } from '../errors/did-you-mean.ts';
import { UsageError } from '../errors/usage-error.ts';
import { deviceShapes, graphqlShapes, restShapes } from '../generated/testing/shapes.ts';
import { seeded, type Random } from './random.ts';
import { deviceRules } from './rules/devices.ts';
import { graphqlRules } from './rules/graphql.ts';
import { restRules } from './rules/rest.ts';
import type { Rules } from './rules/rule.ts';
import type { Shape, Shapes } from './shape.ts';
import { later, SAMPLE_DAY } from './time.ts';

type Fields = Record<string, unknown>;

/** Where sample links point to; handlers answer there. */
export const FILES_URL = 'https://files.northwind-lockers.example';

/** Makes samples of the types of one contract. */
export class Samples {
  readonly #shapes: Shapes;
  readonly #rules: Rules<Record<string, object>>;

  constructor(shapes: Shapes, rules: object) {
    this.#shapes = shapes;
    this.#rules = rules as Rules<Record<string, object>>;
  }

  shape(name: string): Shape {
    return this.#shapes[name]!;
  }

  /** @throws `UsageError` naming an override that the type does not have */
  make<T>(name: string, overrides: object = {}, seed = 1): T {
    if (!Number.isSafeInteger(seed)) throw new UsageError('`seed` must be an integer.');
    return this.#named(name, overrides, { random: seeded(name, seed), seed }) as T;
  }

  #named(name: string, given: object, context: Context): object {
    const sample = this.#object(name, this.shape(name), given as Fields, context);
    const rule = this.#rules[name];
    if (rule === undefined) return sample;
    const derived = rule(sample, {
      given: given as Fields,
      random: context.random,
      make: (other, overrides) => this.make(other, overrides, context.seed),
    });
    const kept = Object.entries(derived).filter(([key]) => !isWhole((given as Fields)[key]));
    const entries = Object.entries({ ...sample, ...Object.fromEntries(kept) });
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }

  #object(name: string, { properties = {}, optional = [] }: Shape, given: Fields, context: Context): Fields {
    assertKnownKeys(`override of ${name}`, given, Object.keys(properties));
    const fields = Object.entries(properties).flatMap(([key, shape]): [string, unknown][] => {
      const isLeftOut = optional.includes(key) && context.random.integer(0, 3) === 0;
      if (given[key] === undefined && isLeftOut) return [];
      return [[key, this.#value(`${name}.${key}`, shape, given[key], context)]];
    });
    return Object.fromEntries(fields);
  }

  #value(name: string, shape: Shape, given: unknown, context: Context): unknown {
    if (shape.ref !== undefined) {
      const target = this.shape(shape.ref);
      if (target.properties === undefined) return this.#value(name, target, given, context);
      if (given !== undefined && !isPlain(given)) return given;
      return this.#named(shape.ref, given ?? {}, context);
    }
    if (shape.properties !== undefined && (given === undefined || isPlain(given)))
      return this.#object(name, shape, given ?? {}, context);
    if (shape.items !== undefined && Array.isArray(given)) {
      const { items } = shape;
      return given.map((item) => this.#value(name, items, item, context));
    }
    return given === undefined ? this.#leaf(name, shape, context) : given;
  }

  #leaf(name: string, shape: Shape, context: Context): unknown {
    const { random } = context;
    if (shape.enum !== undefined) return random.pick(shape.enum);
    if (shape.id !== undefined) return random.id(shape.id);
    if (shape.examples !== undefined) return random.pick(shape.examples);
    if (shape.items !== undefined) {
      const { items, minItems = 0, maxItems = 3 } = shape;
      const length = random.integer(Math.max(1, minItems), Math.max(minItems, Math.min(3, maxItems)));
      return Array.from({ length }, () => this.#value(name, items, undefined, context));
    }
    if (shape.type === 'boolean') return random.integer(0, 1) === 1;
    if (shape.type === 'integer' || shape.type === 'number')
      return random.integer(shape.minimum ?? 0, shape.maximum ?? 100);
    const time = later(SAMPLE_DAY, random.integer(0, 14 * 24 * 60));
    if (shape.format === 'date') return time.slice(0, 10);
    return shape.format === 'date-time' ? time : `${FILES_URL}/${random.id('')}`;
  }
}

interface Context {
  readonly random: Random;
  readonly seed: number;
}

/** An override that says all there is to say: rules leave it alone. Of an object or a list of objects they know what was asked for. */
const isWhole = (given: unknown): boolean =>
  given !== undefined && !isPlain(given) && !(Array.isArray(given) && given.some(isPlain));

const isPlain = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const restSamples: Samples = /* @__PURE__ */ new Samples(restShapes, restRules);
export const graphqlSamples: Samples = /* @__PURE__ */ new Samples(graphqlShapes, graphqlRules);
export const deviceSamples: Samples = /* @__PURE__ */ new Samples(deviceShapes, deviceRules);
