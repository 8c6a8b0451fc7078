/** One function for each type that is an object: `Invoice` → `invoice(overrides?, seed?)`. */
import { reservedParameterNames } from '../../../contract/openapi/names.ts';
import { comment } from '../../../typescript/text.ts';
import type { Shape } from './shape.ts';

/** What `@northwind/sdk/testing` exports beside the factories. */
const OTHER_EXPORTS = ['graphql', 'graphqlError', 'northwindHandlers', 'on', 'onAt'];

export interface FactorySource {
  /** The constant of the runtime that makes samples of these shapes. */
  readonly samples: string;
  /** The TypeScript type of each. */
  readonly typeOf: (name: string) => string;
  readonly describe: (name: string) => string | undefined;
}

/** `SignatureUpload` → `signatureUpload` */
export const factoryName = (type: string): string => type.charAt(0).toLowerCase() + type.slice(1);

/** Types whose factory would have a name that is taken: by the package, by JavaScript, or by a factory of `others`. */
export function takenFactories(types: readonly string[], others: readonly string[] = []): string[] {
  const taken = new Set([...OTHER_EXPORTS, ...reservedParameterNames, ...others.map(factoryName)]);
  return types.filter((type) => taken.has(factoryName(type)));
}

/** Types that have properties: an enum or an identifier needs no factory. */
export const factoryTypes = (shapes: Readonly<Record<string, Shape>>): string[] =>
  Object.entries(shapes)
    .filter(([, { properties }]) => properties !== undefined)
    .map(([name]) => name);

export function factories({ samples, typeOf, describe }: FactorySource, names: readonly string[]): string {
  return names
    .map((name) => {
      const type = typeOf(name);
      const factory = factoryName(name);
      const description = describe(name)?.trim().split('\n\n')[0] ?? '';
      return `${comment(`A sample \`${name}\`: ${description}\n\n@param overrides what it shall hold; everything else follows from it or from the seed\n@param seed the same seed makes the same sample`)}export function ${factory}(overrides?: Overrides<${type}>, seed?: number): ${type} {
  return ${samples}.make('${name}', overrides, seed);
}
`;
    })
    .join('\n');
}
