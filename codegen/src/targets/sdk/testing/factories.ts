/** One function for each type that is an object: `Invoice` → `invoice(overrides?, seed?)`. */
import { reservedParameterNames } from '../../../contract/openapi/names.ts';
import { comment } from '../../../typescript/text.ts';
import type { Shape } from './shape.ts';

/** What `@northwind/sdk/testing` exports beside the factories. */
const OTHER_EXPORTS = ['graphql', 'graphqlError', 'northwindHandlers', 'on', 'onAt'];

export interface FactorySource {
  readonly shapes: Readonly<Record<string, Shape>>;
  /** The constant of the runtime that makes samples of these shapes. */
  readonly samples: string;
  /** The TypeScript type of each. */
  readonly typeOf: (name: string) => string;
  readonly describe: (name: string) => string | undefined;
}

/** `SignatureUpload` → `signatureUpload` */
export function factoryName(type: string): string {
  const name = type.charAt(0).toLowerCase() + type.slice(1);
  if (OTHER_EXPORTS.includes(name) || reservedParameterNames.has(name))
    throw new Error(
      `The factory of ${type} would be called ${name}, which is taken: give the type another name.`,
    );
  return name;
}

/** Types that have properties: an enum or an identifier needs no factory. */
export const factoryTypes = (shapes: Readonly<Record<string, Shape>>): string[] =>
  Object.entries(shapes)
    .filter(([, { properties }]) => properties !== undefined)
    .map(([name]) => name);

export function factories(
  { shapes, samples, typeOf, describe }: FactorySource,
  names: readonly string[],
): string {
  return names
    .map((name) => {
      const type = typeOf(name);
      const factory = factoryName(name);
      const description = describe(name)?.trim().split('\n\n')[0] ?? '';
      if (shapes[name] === undefined) throw new Error(`There is no type ${name}.`);
      return `${comment(`A sample \`${name}\`: ${description}\n\n@param overrides what it shall hold; everything else follows from it or from the seed\n@param seed the same seed makes the same sample`)}export function ${factory}(overrides?: Overrides<${type}>, seed?: number): ${type} {
  return ${samples}.make('${name}', overrides, seed);
}
`;
    })
    .join('\n');
}
