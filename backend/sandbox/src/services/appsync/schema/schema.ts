/** AppSync's SDL → an executable schema: its scalars and directives are known without being declared. */
import {
  buildASTSchema,
  concatAST,
  GraphQLScalarType,
  isObjectType,
  Kind,
  parse,
  validateSchema,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import { withCommentsAsDescriptions } from './descriptions.ts';
import { awsScalars } from './scalars.ts';

/** "Each GraphQL schema is at most 1 MB": AWS AppSync endpoints and quotas. */
const maxSchemaBytes = 1024 * 1024;

const directives = /* GraphQL */ `
  directive @aws_api_key on FIELD_DEFINITION | OBJECT
  directive @aws_iam on FIELD_DEFINITION | OBJECT
  directive @aws_oidc on FIELD_DEFINITION | OBJECT
  directive @aws_lambda on FIELD_DEFINITION | OBJECT
  directive @aws_auth(cognito_groups: [String]) on FIELD_DEFINITION
  directive @aws_cognito_user_pools(cognito_groups: [String]) on FIELD_DEFINITION | OBJECT
  directive @aws_subscribe(mutations: [String]) on FIELD_DEFINITION
  directive @aws_publish(subscriptions: [String]) on FIELD_DEFINITION
`;

/**
 * @throws Error when the SDL is no valid schema, or a subscription's link names no mutation or one of another type
 */
export function buildAppSyncSchema(sdl: string): GraphQLSchema {
  if (Buffer.byteLength(sdl) > maxSchemaBytes)
    throw new Error('The schema is larger than the 1 MB that AppSync takes');
  const own = withCommentsAsDescriptions(parse(sdl));
  const declared = new Set(
    own.definitions.map((node) => ('name' in node && node.name?.kind === Kind.NAME ? node.name.value : '')),
  );
  const builtIn = parse(`${directives}\n${awsScalars.map(({ name }) => `scalar ${name}`).join('\n')}`);
  const document: DocumentNode = concatAST([
    {
      kind: Kind.DOCUMENT,
      definitions: builtIn.definitions.filter(
        (node) => !('name' in node && declared.has(node.name?.value ?? '')),
      ),
    },
    own,
  ]);
  const schema = buildASTSchema(document);
  for (const scalar of awsScalars) {
    const type = schema.getType(scalar.name);
    if (type instanceof GraphQLScalarType) {
      type.coerceOutputValue = scalar.coerceOutputValue;
      type.coerceInputValue = scalar.coerceInputValue;
      type.coerceInputLiteral = scalar.coerceInputLiteral;
      type.serialize = scalar.serialize;
      type.parseValue = scalar.parseValue;
      type.parseLiteral = scalar.parseLiteral;
    }
  }
  const [problem] = validateSchema(schema);
  if (problem) throw new Error(`The schema is not valid: ${problem.message}`);
  checkSubscriptionLinks(schema);
  return schema;
}

/** The mutations each subscription field listens to: `@aws_subscribe(mutations: […])`. */
export function subscriptionLinks(schema: GraphQLSchema): ReadonlyMap<string, readonly string[]> {
  const links = new Map<string, readonly string[]>();
  for (const field of Object.values(schema.getSubscriptionType()?.getFields() ?? {})) {
    const directive = field.astNode?.directives?.find((node) => node.name.value === 'aws_subscribe');
    const value = directive?.arguments?.find((argument) => argument.name.value === 'mutations')?.value;
    const entries = value?.kind === Kind.LIST ? value.values : value === undefined ? [] : [value];
    links.set(
      field.name,
      entries.map((entry) => (entry.kind === Kind.STRING ? entry.value : '')),
    );
  }
  return links;
}

function checkSubscriptionLinks(schema: GraphQLSchema): void {
  const mutations = schema.getMutationType()?.getFields() ?? {};
  for (const [subscription, linked] of subscriptionLinks(schema)) {
    const type = schema.getSubscriptionType()?.getFields()[subscription]?.type;
    for (const name of linked) {
      const mutation = mutations[name];
      if (mutation === undefined)
        throw new Error(`Subscription.${subscription} subscribes to ${name}, which is no mutation`);
      const same = String(mutation.type).replace(/!$/, '') === String(type).replace(/!$/, '');
      if (!same || !isObjectType(schema.getType(String(type).replace(/\W/g, '')))) {
        throw new Error(
          `Subscription.${subscription} must return the type of Mutation.${name}, ${String(mutation.type)}`,
        );
      }
    }
  }
}
