import { describe, expect, it } from 'vitest';
import { fieldsManifest, type ResolverDefinitions } from './graphql-fields.ts';
import { backendTypeFiles } from './graphql-types.ts';
import { backendGraphqlGenerator } from './graphql.ts';
import { loadResolvers, resolversFile } from './load-resolvers.ts';
import { buildContract, readOperations, readSchema, rootFields } from '../../contract/graphql/schema.ts';

const schema = buildContract(`
  type Query {
    box(id: ID!, limit: Int): Box! @aws_cognito_user_pools(cognito_groups: ["manager"])
  }
  type Mutation {
    publishBox(weight: Int): Box @aws_iam
  }
  type Subscription {
    onBox: Box @aws_subscribe(mutations: ["publishBox"]) @aws_cognito_user_pools(cognito_groups: ["manager"])
  }
  "Something with a door."
  type Box @aws_iam @aws_cognito_user_pools(cognito_groups: ["manager"]) {
    id: ID!
    weight: Int
    tags: [String]!
    inner: Lid
  }
  type Lid @aws_iam @aws_cognito_user_pools(cognito_groups: ["manager"]) {
    open: Boolean
  }
`);

const access = (action: 'dynamodb:GetItem' | 'dynamodb:Query', key: string) =>
  ({ kind: 'table', actions: [action], on: 'table', leadingKeys: [key] }) as const;

const definitions = (changes: Partial<ResolverDefinitions['resolvers']> = {}) =>
  ({
    resolvers: {
      'Query.box': { definition: { kind: 'pipeline', functions: ['read', 'read'] } },
      'Mutation.publishBox': { definition: { kind: 'unit', dataSource: 'none' } },
      'Subscription.onBox': { definition: { kind: 'unit', dataSource: 'none' } },
      'Box.inner': {
        definition: { kind: 'unit', dataSource: 'table', access: [access('dynamodb:GetItem', 'B#*')] },
      },
      ...changes,
    },
    pipelineFunctions: {
      read: {
        definition: {
          dataSource: 'table',
          access: [access('dynamodb:GetItem', 'A#*'), access('dynamodb:Query', 'A#*')],
        },
      },
    },
    // The names of the real functions do not matter here.
  }) as unknown as ResolverDefinitions;

describe('the manifest of fields', () => {
  it('joins who may use a field, from the contract, with how it is resolved, from the resolver', () => {
    expect(fieldsManifest(schema, definitions()).fields).toEqual([
      {
        type: 'Query',
        field: 'box',
        kind: 'pipeline',
        functions: ['read', 'read'],
        groups: ['manager'],
        iam: false,
        code: 'resolvers/Query.box.js',
      },
      {
        type: 'Mutation',
        field: 'publishBox',
        kind: 'unit',
        dataSource: 'none',
        groups: [],
        iam: true,
        code: 'resolvers/Mutation.publishBox.js',
      },
      {
        type: 'Subscription',
        field: 'onBox',
        kind: 'unit',
        dataSource: 'none',
        groups: ['manager'],
        iam: false,
        mutations: ['publishBox'],
        code: 'resolvers/Subscription.onBox.js',
      },
      {
        type: 'Box',
        field: 'inner',
        kind: 'unit',
        dataSource: 'table',
        groups: ['manager'],
        iam: true,
        code: 'resolvers/Box.inner.js',
      },
    ]);
  });

  it('gives the table one role: each action once, for every key that anybody needs', () => {
    const { dataSources } = fieldsManifest(schema, definitions());
    expect(dataSources).toEqual([
      { name: 'none', type: 'NONE' },
      {
        name: 'table',
        type: 'AMAZON_DYNAMODB',
        access: [
          { kind: 'table', actions: ['dynamodb:GetItem'], on: 'table', leadingKeys: ['A#*', 'B#*'] },
          { kind: 'table', actions: ['dynamodb:Query'], on: 'table', leadingKeys: ['A#*'] },
        ],
      },
    ]);
  });

  it('refuses a resolver of no field, a pipeline beyond the limit, and a function nobody uses', () => {
    const lost = { 'Query.lost': { definition: { kind: 'unit', dataSource: 'none' } } } as const;
    expect(() => fieldsManifest(schema, definitions(lost))).toThrow(/no such field/);
    const long = { 'Query.box': { definition: { kind: 'pipeline', functions: Array(11).fill('read') } } };
    expect(() => fieldsManifest(schema, definitions(long as never))).toThrow(/at most 10/);
    const unused = { 'Query.box': { definition: { kind: 'unit', dataSource: 'none' } } } as const;
    expect(() => fieldsManifest(schema, definitions(unused))).toThrow(
      /functions\/read.ts no pipeline uses this function/,
    );
  });
});

describe('the types of resolvers', () => {
  const types = () =>
    backendTypeFiles(schema, [], ['Box.inner']).get('backend/src/generated/graphql.ts') ?? '';

  it('let a parent leave out what has a resolver of its own, and nothing else: what may be null is named', () => {
    expect(types()).toContain(
      `/** Something with a door. */\nexport interface Box {\n  readonly id: string;\n  readonly weight: number | null;\n  readonly tags: readonly (string | null)[];\n}\n`,
    );
  });

  it('have arguments, result and source of every field that has a resolver', () => {
    expect(types()).toContain(
      `'Query.box': { readonly id: string; readonly limit?: number | null | undefined; };`,
    );
    expect(types()).toContain(`'Query.box': Box;`);
    expect(types()).toContain(`'Box.inner': Box;`);
    expect(types()).toContain(`'Box.inner': Lid | null;`);
    expect(types()).toContain(`'Subscription.onBox': null;`);
  });
});

describe('a published type', () => {
  it('is a finite tree, because its fragment selects all of it', () => {
    const endless = buildContract(`
      type Query { a: Int }
      type Mutation { publishNode: Node @aws_iam }
      type Subscription { onNode: Node @aws_subscribe(mutations: ["publishNode"]) }
      type Node { id: ID child: Node }
    `);
    expect(() => backendTypeFiles(endless, [], [])).toThrow(
      /Node\.child: a published type must be a finite tree/,
    );
  });
});

describe('what the backend gets', () => {
  it('has every root field of the contract in it', async () => {
    const { resolvers } = await loadResolvers();
    const names = rootFields(await readSchema()).map(({ type, field }) => `${type}.${field.name}`);
    for (const name of names) expect(Object.keys(resolvers)).toContain(name);
  });

  it('asks for the resolver of each field by its file, whether it is there or not', () => {
    const index = resolversFile({ fields: ['Query.box'], functions: ['openBox'] });
    expect(index).toContain("from '../resolvers/Query.box.ts'");
    expect(index).toContain("from '../resolvers/functions/openBox.ts'");
    expect(index).toContain("'Query.box': Query_box,");
  });

  it('refuses a resolver whose field the contract does not have', () => {
    const stray = definitions({ 'Query.lid': { definition: { kind: 'unit', dataSource: 'none' } } });
    expect(() => fieldsManifest(schema, stray)).toThrow(/no such field as Query\.lid/);
  });

  it('holds the documents the system sends, each with the complete fragment', async () => {
    const files = backendTypeFiles(await readSchema(), await readOperations(), []);
    const documents = files.get('backend/src/generated/graphql-documents.ts') ?? '';
    expect(documents).toMatch(
      /PublishLockerEvent: `mutation [\s\S]*fragment LockerEventFields on LockerEvent \{[^}]*deviceSequence\n  correlationId\n\}`/,
    );
    expect(documents).toMatch(
      /PublishDeliveryEvent: \{ readonly event: LockerEventInput; readonly input: DeliveryEventInput; \}/,
    );
  });

  it('is the same bytes every time', async () => {
    expect([...(await backendGraphqlGenerator.generate())]).toEqual([
      ...(await backendGraphqlGenerator.generate()),
    ]);
  });
});
