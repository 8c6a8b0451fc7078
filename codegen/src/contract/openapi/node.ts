/** A part of a document that nobody has checked yet, and where it stands. */

export type Path = readonly (string | number)[];
export type Node = Record<string, unknown>;

/** A mistake, by its path in the document. */
export interface Mistake {
  readonly at: Path;
  readonly message: string;
}

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const asNode = (value: unknown): Node => (isNode(value) ? value : {});
export const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
export const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

const referencePattern = /^#\/components\/(\w+)\/([\w.-]+)$/;

/** The component that a reference names; anything else as it is; undefined if the reference leads nowhere. */
export function follow(root: Node, value: unknown): unknown {
  let current = value;
  for (let step = 0; isNode(current) && '$ref' in current; step++) {
    const [, kind = '', name = ''] = referencePattern.exec(String(current['$ref'])) ?? [];
    current = asNode(asNode(root['components'])[kind])[name];
    if (step > 20) return undefined;
  }
  return current;
}

export function referenceMistakes(root: Node, value: Node, at: Path): Mistake[] {
  const reference = String(value['$ref']);
  if (!referencePattern.test(reference)) {
    return [
      {
        at,
        message: `$ref "${reference}" must name a whole component, like #/components/schemas/Name; give the part it means a name of its own.`,
      },
    ];
  }
  if (follow(root, value) === undefined)
    return [{ at, message: `$ref "${reference}" names no component; check its spelling.` }];
  const beside = Object.keys(value).filter((key) => key !== '$ref');
  if (beside.length > 0) {
    return [
      {
        at,
        message: `"${beside.join('", "')}" beside $ref is ignored by OpenAPI 3.0; write allOf: [{ $ref: … }] with it beside.`,
      },
    ];
  }
  return [];
}
