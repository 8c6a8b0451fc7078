import { parse } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { withDescriptions } from './descriptions.ts';
import { buildContract } from '../../contract/graphql/schema.ts';
import { withOpenEnums } from './open-enums.ts';
import { typedDocumentsText } from './typed-documents.ts';

const sdl = `
  type Query {
    boxes(filter: Filter!, limit: Int): [Box!]!
    "The one box."
    box(id: ID!): Box @aws_cognito_user_pools(cognito_groups: ["manager", "admin"])
  }
  "Something with a door."
  type Box {
    "Never changes."
    id: ID!
    weights: [Float]!
    color: Color
    colors: [Color!]!
    "The one in it."
    inner: Box
    lids: [Lid!]
    madeAt: AWSDateTime!
  }
  type Lid {
    "Since when; costs $& and \`time\`."
    open: Boolean!
  }
  enum Color { "Like a post box." RED BLUE }
  enum Mood { GLAD }
  input Filter { color: Color! "In a circle." near: Near }
  input Near { meters: Int }
`;

async function generated(documents: string, contract = sdl): Promise<string> {
  const document = parse(documents);
  const schema = buildContract(contract);
  const typed = withOpenEnums(await typedDocumentsText(contract, document), schema, document);
  return withDescriptions(typed, schema, document);
}

// Loading graphql-codegen takes longer than all tests: not at the cost of the first one's time.
beforeAll(async () => void (await import('@graphql-codegen/cli')), 300_000);

describe('the type of what a document gives', () => {
  it('has what was selected, under the name it was asked for, with null where the contract allows it', async () => {
    expect(await generated('query Find { box(id: "1") { it: id weights color madeAt lids { open } } }'))
      .toContain(`export type FindQuery = {
  /** The one box. */
  readonly box: {
    readonly weights: ReadonlyArray<number | null>,
    readonly color: Open<Color> | null,
    readonly madeAt: string,
    /** Never changes. */
    readonly it: string,
    readonly lids: ReadonlyArray<{
      /** Since when; costs $& and \`time\`. */
      readonly open: boolean
    }> | null
  } | null
};
`);
  });

  it('is made of the fragments it spreads, which are types of their own', async () => {
    const text = await generated(
      'query Find { box(id: "1") { inner { ...Core lids { open } } ...Core } } fragment Core on Box { id }',
    );
    expect(text).toContain(
      '/** Something with a door. */\nexport type CoreFragment = {\n  /** Never changes. */\n  readonly id: string\n};\n',
    );
    expect(text.match(/& CoreFragment/g)).toHaveLength(2);
    expect(text.match(/\/\*\* Since when/g)).toHaveLength(1);
    expect(text.match(/\/\*\* The one in it\. \*\/\n *readonly inner: /g)).toHaveLength(1);
  });

  it('admits values of an enum that are newer than the contract, where they come from the server, also in lists', async () => {
    const text = await generated(
      'query Find($filter: Filter!) { boxes(filter: $filter) { Color: id colors ...C } } fragment C on Box { color }',
    );
    expect(text).toContain('readonly colors: ReadonlyArray<Open<Color>>,');
    expect(text).toContain('readonly Color: string');
    expect(text).toContain('export type CFragment = {\n  readonly color: Open<Color> | null\n};');
    expect(text).toContain('  readonly color: Color;\n');
  });

  it('lets be missing what is asked for on a condition', async () => {
    const text = await generated(
      'query Find($heavy: Boolean!) { box(id: "1") { id @skip(if: $heavy) color } }',
    );
    expect(text).toContain('readonly id?: string');
  });

  it('brings the enumerations and inputs it names, in the order of the contract, and no others', async () => {
    const text = await generated(
      'query Find($filter: Filter!, $limit: Int) { boxes(filter: $filter, limit: $limit) { id color } }',
    );
    expect(text).toContain(`export type Color =\n  /** Like a post box. */\n  | 'RED'\n  | 'BLUE';\n`);
    expect(text).toContain('  /** In a circle. */\n  readonly near?: Near | null | undefined;\n');
    expect(text).not.toContain('Mood');
    expect(text).toContain(
      'export type FindQueryVariables = Exact<{\n  filter: Filter;\n  limit?: number | null | undefined;\n}>;\n',
    );
  });

  it('is kept from the public face where it is for graphql-codegen alone', async () => {
    const text = await generated('query Find { box(id: "1") { id } }');
    expect([...text.matchAll(/^export \w+ (\w+)/gm)].map((match) => match[1])).toEqual([
      'FindQueryVariables',
      'FindQuery',
      'TypedDocumentString',
      'FindDocument',
    ]);
  });
});

describe('a document', () => {
  it('says what its fields are for, and for whom', async () => {
    expect(await generated('query Find { box(id: "1") { id } }')).toContain(
      '/**\n * The one box.\n *\n * For manager, admin.\n */\nexport const FindDocument = /*#__PURE__*/ new TypedDocumentString(',
    );
  });

  it('says of all that is deprecated what to use instead: documents, fields, values and inputs', async () => {
    const text = await generated(
      'query Find($in: In) { box(in: $in) { old } }',
      `
        type Query { box(in: In): Box @deprecated(reason: "Use crate.") }
        type Box { "Faded." old: Color @deprecated(reason: "Use color.") }
        enum Color { RED "Like the sea." BLUE @deprecated(reason: "Use GREEN.") GREEN }
        input In { "Metres." near: Int @deprecated(reason: "Use within.") within: Int }
      `,
    );
    expect(text).toMatch(/@deprecated Use crate\.\n \*\/\nexport const FindDocument =/);
    expect(text).toMatch(/Faded\.\n *\* @deprecated Use color\.\n *\*\/\n *readonly old:/);
    expect(text).toMatch(/@deprecated Use GREEN\.?[^|]*\| 'BLUE'/);
    expect(text).toMatch(/@deprecated Use within\.?[^;]*readonly near\?:/);
  });

  it('is refused where the contract has a scalar that nothing is known of', async () => {
    await expect(
      typedDocumentsText('scalar Odd type Query { odd: Odd }', parse('query Find { odd }')),
    ).rejects.toThrow(/Odd/);
  });
});
