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

/** Where a component stands that a reference names. */
export const componentPath = (reference: unknown): Path => String(reference).slice('#/'.length).split('/');

function target(root: Node, reference: unknown): unknown {
  const [, kind = '', name = ''] = referencePattern.exec(String(reference)) ?? [];
  return asNode(asNode(root['components'])[kind])[name];
}

/** The component that a reference names; anything else as it is; undefined if the reference leads nowhere, or in a circle. */
export function follow(root: Node, value: unknown): unknown {
  let current = value;
  for (let step = 0; isNode(current) && '$ref' in current; step++) {
    current = target(root, current['$ref']);
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
  if (follow(root, value) === undefined) {
    const isCircle = target(root, reference) !== undefined;
    return [
      {
        at,
        message: isCircle
          ? `$ref "${reference}" leads in a circle or on to nothing; write what is meant in one of the components.`
          : `$ref "${reference}" names no component; check its spelling.`,
      },
    ];
  }
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
