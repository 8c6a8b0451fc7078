/**
 * The part of GraphQL that reaches resolvers, documents and AppSync. What is outside it is refused at its place; graphql-js would
 * name no line of a mistake that is not one of syntax.
 */
import {
  GraphQLError,
  Kind,
  parse,
  Source,
  visit,
  type ASTNode,
  type DocumentNode,
  type NamedTypeNode,
} from 'graphql';
import { ContractError, refuse, type Finding } from '../finding.ts';
import { reservedTypeNames } from '../openapi/names.ts';
import { appsyncPrelude, scalarTypes } from './prelude.ts';

const unsupportedDefinitions: Readonly<Record<string, string>> = {
  [Kind.INTERFACE_TYPE_DEFINITION]:
    'is an interface: a resolver could not say which type it returns. Use one object type with nullable fields.',
  [Kind.UNION_TYPE_DEFINITION]:
    'is a union: a resolver could not say which type it returns. Use one object type with nullable fields.',
  [Kind.SCALAR_TYPE_DEFINITION]:
    'is a scalar of our own, which AppSync does not take. Use String with a description.',
  [Kind.DIRECTIVE_DEFINITION]: 'is a directive of our own, which AppSync does not take.',
  [Kind.OBJECT_TYPE_EXTENSION]: 'is extended; AppSync takes one definition. Write the fields into the type.',
};

/** The scalars of AppSync that have a JSON form which every part here agrees on are in prelude.ts. */
const scalarRemedies: Readonly<Record<string, string>> = {
  AWSJSON: 'AppSync parses it for a resolver and not for a caller; use an object type, or a String',
  AWSTimestamp: 'use AWSDateTime, as everywhere in this contract',
  AWSTime: 'use AWSDateTime or String',
  AWSEmail: 'use String and check it in the resolver',
  AWSPhone: 'use String and check it in the resolver',
  AWSIPAddress: 'use String and check it in the resolver',
};

/** What graphql-js leaves its reader to guess. */
const remedies: readonly (readonly [RegExp, string])[] = [
  [/Did you mean/, ''],
  [/^Syntax Error/, 'look here and at the line above for a quote, bracket or colon that is missing'],
  [/only be defined once|only be one|only be used once/, 'leave one'],
  [/^(?:Unknown|Cannot query)/, 'check its spelling, or add it'],
  [/may not be used on/, 'remove it there'],
  [/must be Output Type/, 'return an object type, an enum or a scalar'],
  [/must be Input Type/, 'take an input, an enum or a scalar'],
  [/must define one or more|must be provided/, 'add one'],
  [/is never used/, 'use it or remove it'],
  [/is not defined by operation/, "declare it in the operation's parentheses"],
  [/is required, but/, 'pass it'],
  [/must not have a selection/, 'remove the braces'],
  [/must have a selection/, 'say in braces which of its fields'],
  [/default value|cannot represent|Expected (?:value of|type)/, 'write a value of that type'],
  [/cannot be deprecated/, 'make it nullable first'],
  [/finite value/, 'make one of the fields nullable'],
  [/used in position expecting/, 'declare the variable with that type'],
  [/conflict because/, 'give one of them another name'],
  [/begin with "__"/, 'choose another name'],
];

export function findingOf(error: GraphQLError, file: string): Finding {
  const [place] = error.locations ?? [];
  const [, remedy] = remedies.find(([pattern]) => pattern.test(error.message)) ?? [];
  return {
    file: error.source?.name ?? file,
    line: place?.line,
    column: place?.column,
    message: remedy ? `${error.message.replace(/\.$/, '')}; ${remedy}.` : error.message,
  };
}

/** What a generator cannot carry, at its place in the contract; a type of AppSync's own has none. */
export function graphqlMistake(node: ASTNode | null | undefined, message: string): ContractError {
  const { source, startToken } = node?.loc ?? {};
  return new ContractError([
    {
      file: source?.name ?? 'schema/schema.graphql',
      line: startToken?.line,
      column: startToken?.column,
      message,
    },
  ]);
}

/** A file's text as a syntax tree that knows its places. */
export function parseFile(text: string, file: string): DocumentNode {
  try {
    return parse(new Source(text, file));
  } catch (error) {
    if (error instanceof GraphQLError) refuse([findingOf(error, file)]);
    throw error;
  }
}

/** The contract's own definitions; AppSync's are added by who builds the schema. */
export function parseSchema(text: string, file: string): DocumentNode {
  const document = parseFile(text, file);
  refuse(schemaFindings(document, file));
  return document;
}

function schemaFindings(document: DocumentNode, file: string): Finding[] {
  const findings: Finding[] = [];
  const say = (node: ASTNode, message: string): void => {
    const { line, column } = node.loc?.startToken ?? { line: undefined, column: undefined };
    findings.push({ file, line, column, message });
  };
  const given = parse(appsyncPrelude).definitions;
  const directives = new Set([
    ...given.flatMap((node) => (node.kind === Kind.DIRECTIVE_DEFINITION ? [node.name.value] : [])),
    'deprecated',
  ]);
  const types = new Set(Object.keys(scalarTypes));
  for (const node of document.definitions) {
    const name = 'name' in node ? (node.name?.value ?? '') : '';
    const unsupported = unsupportedDefinitions[node.kind];
    if (unsupported !== undefined) say(node, `${name} ${unsupported}`);
    if (types.has(name)) say(node, `${name} is defined a second time; leave one.`);
    if (reservedTypeNames.has(name))
      say(node, `${name} is taken in TypeScript or in generated code; choose another name.`);
    if (name.startsWith('AWS')) say(node, `${name} begins with AWS, which AppSync keeps for itself.`);
    types.add(name);
  }
  visit(document, {
    NamedType(node: NamedTypeNode) {
      const { value } = node.name;
      if (types.has(value)) return;
      const remedy = scalarRemedies[value];
      say(
        node,
        remedy === undefined
          ? `the type ${value} is not defined; check its spelling or define it.`
          : `the scalar ${value} is not supported: ${remedy}.`,
      );
    },
    Directive(node) {
      const { value } = node.name;
      if (directives.has(value)) return;
      say(
        node,
        value === 'aws_auth'
          ? '@aws_auth is ignored once an API has a second authorization mode; use @aws_cognito_user_pools(cognito_groups: […]).'
          : `the directive @${value} is not supported; AppSync's are ${[...directives].map((name) => `@${name}`).join(', ')}.`,
      );
    },
  });
  return findings;
}
