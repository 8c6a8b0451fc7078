import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { operationTypesText } from './operation-types.ts';
import { buildContract } from './schema.ts';

const schema = buildContract(`
  type Query { boxes(filter: Filter!, limit: Int): [Box!]! box(id: ID!): Box }
  "Something with a door."
  type Box {
    "Never changes."
    id: ID!
    weights: [Float]!
    color: Color
    inner: Box
    lids: [Lid!]
  }
  type Lid { open: Boolean! }
  enum Color { "Like a post box." RED }
  enum Mood { GLAD }
  input Filter { color: Color! near: Near }
  input Near { meters: Int }
`);

const types = (document: string): string => operationTypesText(schema, parse(document));

describe('the type of what a document gives', () => {
  it('has what was selected, under the name it was asked for, with null where the contract allows it', () => {
    expect(types('query Find { box(id: "1") { it: id weights color lids { open } } }')).toContain(
      `export type FindQuery = {
  readonly box: {
    /** Never changes. */
    readonly it: string;
    readonly weights: readonly (number | null)[];
    readonly color: Color | null;
    readonly lids: ReadonlyArray<{
      readonly open: boolean;
    }> | null;
  } | null;
};
`,
    );
  });

  it('is made of the fragments it spreads, which are types of their own', () => {
    const text = types(
      'query Find { box(id: "1") { ...Core inner { ...Core __typename } } } fragment Core on Box { id }',
    );
    expect(text).toContain(
      '/** Something with a door. */\nexport type CoreFragment = {\n  /** Never changes. */\n  readonly id: string;\n};\n',
    );
    expect(text).toContain(
      `  readonly box: CoreFragment & {
    readonly inner: CoreFragment & {
      readonly __typename: 'Box';
    } | null;
  } | null;
`,
    );
  });

  it('lets be missing what is asked for on a condition', () => {
    const text = types(
      'query Find($heavy: Boolean!) { box(id: "1") { id @skip(if: $heavy) ...Core @include(if: $heavy) ... @include(if: $heavy) { color } } } fragment Core on Box { weights }',
    );
    expect(text).toContain('readonly id?: string;');
    expect(text).toContain('Partial<CoreFragment> & Partial<{');
  });

  it('brings the enumerations and inputs it names, and no others', () => {
    const text = types(
      'query Find($filter: Filter!, $limit: Int) { boxes(filter: $filter, limit: $limit) { id } }',
    );
    expect(text).toContain(`export type Color =\n  /** Like a post box. */\n  | 'RED';\n`);
    expect(text).toContain(
      'export interface Filter {\n  readonly color: Color;\n  readonly near?: Near | null | undefined;\n}\n',
    );
    expect(text).toContain('export interface Near {');
    expect(text).not.toContain('Mood');
    expect(text).toContain(
      'export type FindQueryVariables = {\n  readonly filter: Filter;\n  readonly limit?: number | null | undefined;\n};\n',
    );
  });

  it('is refused for a union, which this contract does not have', () => {
    const union = buildContract(
      'type Query { any: Any } union Any = A | B type A { a: Int } type B { b: Int }',
    );
    expect(() => operationTypesText(union, parse('query Find { any { ... on A { a } } }'))).toThrow(
      /Query\.any: Any is neither an object nor a leaf/,
    );
  });
});
