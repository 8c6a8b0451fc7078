/** One typed override for each field of GraphQL that a program may call. */
import { getNamedType, parse, print, printSchema, visit, type GraphQLSchema } from 'graphql';
import { subscribedMutations } from '../../../contract/graphql/authorization.ts';
import { rootFields, type RootField } from '../../../contract/graphql/schema.ts';
import { graphqlProperty, graphqlType } from '../../../typescript/from-graphql.ts';
import { comment, template } from '../../../typescript/text.ts';
import { inlineObject, named, printType } from '../../../typescript/type.ts';
import { isCalledByUsers } from './graphql-shapes.ts';

function override({ field }: RootField): string {
  const isPushed = subscribedMutations(field) !== undefined;
  const args = inlineObject(field.args.map((argument) => graphqlProperty(argument.name, argument.type)));
  const result = printType(isPushed ? named(getNamedType(field.type).name) : graphqlType(field.type));
  const kind = isPushed ? 'SubscriptionOverride' : 'FieldOverride';
  const type = `${kind}<${field.args.length === 0 ? 'Record<never, never>' : args}, ${result}>`;
  return `${comment(field.description, '  ')}  ${field.name}: ${type};\n`;
}

/** The contract's types, without descriptions and AppSync's directives: what validating and executing a document needs. */
function bareSchema(schema: GraphQLSchema): string {
  const bare = visit(parse(printSchema(schema)), {
    enter: (node) => ('description' in node ? { ...node, description: undefined } : undefined),
  });
  return print(bare);
}

export function fieldOverrides(schema: GraphQLSchema): string {
  const fields = rootFields(schema).filter(isCalledByUsers);
  const members = fields.map(override).join('');
  const names = fields.map(({ type, field }) => `  ${field.name}: '${type}',\n`);
  const mentioned = Object.keys(schema.getTypeMap()).filter(
    (name) => !name.startsWith('__') && new RegExp(`[:,<] (readonly )?${name}\\b`).test(members),
  );
  return `import type { FieldOverride, SubscriptionOverride } from '../../testing/override-types.ts';
import type { ${mentioned
    .filter((name) => !['Boolean', 'Float', 'ID', 'Int', 'String'].includes(name))
    .sort()
    .join(', ')} } from './graphql-types.ts';

/** One function for each field of the GraphQL contract, which makes an MSW handler that answers it. */
export interface GraphQLOverrides {
${members}}

/** The root type of each of those fields. */
export const rootTypes = {
${names.join('')}} as const satisfies Record<keyof GraphQLOverrides, 'Query' | 'Mutation' | 'Subscription'>;

/** The GraphQL contract, without what only AppSync and readers need of it. */
export const sdl = ${template(bareSchema(schema))};
`;
}
