/**
 * The house's rules for the GraphQL contract, as findings about it. AppSync accepts what these refuse: fields open to every signed-in
 * user, subscriptions that deliver null, types that nobody who gets them may read. The generators refuse to write anything while there
 * are findings.
 */
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isNonNullType,
  isObjectType,
  Kind,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import {
  authorizationOf,
  subscribedMutations,
  type Authorization,
} from '../../contract/graphql/authorization.ts';
import type { NamedDocument } from '../../contract/graphql/documents.ts';
import { fragmentName, publishedTypes } from '../../contract/graphql/fragments.ts';
import { objectTypes, rootFields, schemaPath, type RootField } from '../../contract/graphql/schema.ts';
import { refuse, type Finding } from '../../contract/finding.ts';

/** Groups of the user pool. */
const knownGroups = ['courier', 'manager', 'partner', 'admin'];

type Field = GraphQLField<unknown, unknown>;

export function contractFindings(schema: GraphQLSchema, documents: readonly NamedDocument[]): string[] {
  return [
    ...rootFields(schema).flatMap((root) => rootFieldFindings(root)),
    ...objectTypes(schema).flatMap((type) => typeFindings(type)),
    ...rootFields(schema)
      .filter(({ type }) => type === 'Subscription')
      .flatMap(({ field }) => subscriptionFindings(schema, field)),
    ...descriptionFindings(schema),
    ...publishedTypes(schema).flatMap((type) => publishedTypeFindings(schema, type)),
    ...documents.flatMap((document) => documentFindings(schema, document)),
  ];
}

/** "Using additional authorization modes", AWS AppSync: what is not marked is open to the default mode, whatever the group. */
function rootFieldFindings({ type, field }: RootField): string[] {
  const name = `${type}.${field.name}`;
  const authorization = authorizationOf(field);
  return [
    ...(authorization === undefined
      ? [
          `${name} says nothing about who may use it; add @aws_cognito_user_pools(cognito_groups: […]) or @aws_iam.`,
        ]
      : []),
    ...(authorization === undefined ? [] : groupFindings(name, authorization)),
    ...(authorization === undefined ? [] : returnedTypeFindings(name, field, authorization)),
    ...(field.description ? [] : [`${name} has no description; write one above it.`]),
  ];
}

/** The mobile team reads the contract in its editor: a type without a word is a question to the backend. */
function descriptionFindings(schema: GraphQLSchema): string[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) || isInputObjectType(type) || isEnumType(type))
    .filter(({ name, description }) => !name.startsWith('__') && !description)
    .map(({ name }) => `${name} has no description; write one above it.`);
}

function groupFindings(name: string, { groups, iam }: Authorization): string[] {
  return [
    ...groups
      .filter((group) => !knownGroups.includes(group))
      .map(
        (group) =>
          `${name} names the group ${group}, which the user pool does not have; it has ${knownGroups.join(', ')}.`,
      ),
    ...(groups.length === 0 && !iam ? [`${name} is open to every signed-in user: name its groups.`] : []),
  ];
}

/** A caller who may use a field needs the same right on the type it returns, or gets null. */
function returnedTypeFindings(name: string, field: Field, { groups, iam }: Authorization): string[] {
  const returned = getNamedType(field.type);
  if (!isObjectType(returned)) return [];
  const its = authorizationOf(returned) ?? { groups: [], iam: false };
  const missing = groups.filter((group) => !its.groups.includes(group));
  return [
    ...missing.map(
      (group) => `${name} lets ${group} in, but ${returned.name}, which it returns, does not; let both.`,
    ),
    ...(iam && !its.iam
      ? [`${name} takes IAM, but ${returned.name}, which it returns, does not; let both.`]
      : []),
  ];
}

function typeFindings(type: GraphQLObjectType): string[] {
  const authorization = authorizationOf(type);
  if (authorization === undefined)
    return [
      `${type.name} says nothing about who may read it; add @aws_cognito_user_pools(cognito_groups: […]) or @aws_iam.`,
    ];
  return [
    ...groupFindings(type.name, authorization),
    ...Object.values(type.getFields()).flatMap((field) =>
      returnedTypeFindings(`${type.name}.${field.name}`, field, authorizationOf(field) ?? authorization),
    ),
  ];
}

/** "Using subscriptions for real-time data", AWS AppSync. */
function subscriptionFindings(schema: GraphQLSchema, field: Field): string[] {
  const name = `Subscription.${field.name}`;
  const mutations = subscribedMutations(field);
  if (mutations === undefined || mutations.length === 0)
    return [`${name} hears no mutation; add @aws_subscribe(mutations: […]).`];
  if (isNonNullType(field.type)) return [`${name} must be nullable: its resolver answers null.`];
  const payload = getNamedType(field.type);
  const fields = isObjectType(payload) ? payload.getFields() : {};
  return [
    ...mutations.flatMap((mutation) => {
      const published = schema.getMutationType()?.getFields()[mutation];
      if (published === undefined)
        return [`${name} hears Mutation.${mutation}, which does not exist; correct @aws_subscribe.`];
      const authorization = authorizationOf(published);
      return [
        ...(getNamedType(published.type) === payload
          ? []
          : [`${name} and Mutation.${mutation} must return the same type.`]),
        ...(authorization?.iam === true && authorization.groups.length === 0
          ? []
          : [`Mutation.${mutation} publishes: it is for the system alone (@aws_iam).`]),
      ];
    }),
    ...field.args
      .filter((argument) => fields[argument.name] === undefined)
      .map(
        (argument) =>
          `${name} has the argument ${argument.name}, but its payload no such field; remove it, or add the field.`,
      ),
  ];
}

function publishedTypeFindings(schema: GraphQLSchema, type: GraphQLObjectType): string[] {
  const fields = Object.values(type.getFields());
  const input = schema.getType(`${type.name}Input`);
  const inputFields = isInputObjectType(input) ? Object.keys(input.getFields()) : [];
  return [
    ...fields
      .filter((field) => isNonNullType(field.type))
      .map(
        (field) =>
          `${type.name}.${field.name} must be nullable: a publisher that omits it would break every push.`,
      ),
    ...(fields.some((field) => field.name === 'sequence')
      ? []
      : [`${type.name} needs a sequence: a subscriber finds a lost push by it.`]),
    ...(JSON.stringify(inputFields) === JSON.stringify(fields.map((field) => field.name))
      ? []
      : [`${type.name}Input must have the fields of ${type.name}, in the same order.`]),
  ];
}

/** A mutation that publishes selects the whole generated fragment and nothing else, wherever it is written. */
function documentFindings(schema: GraphQLSchema, { name, operation, file }: NamedDocument): string[] {
  if (operation.operation !== 'mutation') return [];
  const published = publishedTypes(schema);
  return operation.selectionSet.selections.flatMap((selection) => {
    if (selection.kind !== Kind.FIELD) return [`${file.path}: ${name} must select its fields directly.`];
    const field = schema.getMutationType()?.getFields()[selection.name.value];
    const type = field === undefined ? undefined : getNamedType(field.type);
    if (!isObjectType(type) || !published.includes(type)) return [];
    const [only, ...others] = selection.selectionSet?.selections ?? [];
    const complete =
      only?.kind === Kind.FRAGMENT_SPREAD &&
      only.name.value === fragmentName(type.name) &&
      others.length === 0;
    return complete
      ? []
      : [`${file.path}: ${name} publishes and must select exactly ...${fragmentName(type.name)}.`];
  });
}

/** Findings begin with the type or field that they are about: that is where they are. */
function located(schema: GraphQLSchema, message: string): Finding {
  const [, typeName = '', fieldName = ''] = /^(\w+)(?:\.(\w+))?/.exec(message) ?? [];
  const type = schema.getType(typeName);
  const field = isObjectType(type) || isInputObjectType(type) ? type.getFields()[fieldName] : undefined;
  const token = (field?.astNode ?? type?.astNode)?.loc?.startToken;
  return { file: schemaPath, line: token?.line, column: token?.column, message };
}

/** @throws ContractError with all findings */
export function requireSound(schema: GraphQLSchema, documents: readonly NamedDocument[]): void {
  refuse(contractFindings(schema, documents).map((message) => located(schema, message)));
}
