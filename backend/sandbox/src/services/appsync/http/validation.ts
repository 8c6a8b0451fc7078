/**
 * Validation in AppSync's words. AppSync runs graphql-java, whose messages clients and tests know:
 * "Validation error of type FieldUndefined: Field 'x' in type 'Query' is undefined @ 'x'".
 */
import type { GraphQLError } from 'graphql';
import {
  Kind,
  NoSchemaIntrospectionCustomRule,
  specifiedRules,
  validate,
  visit,
  type ASTNode,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ValidationRule,
} from 'graphql';
import { complexityOf, type Complexity } from './complexity.ts';
import { locationsOf, type AppSyncError } from './errors.ts';

type Wording = readonly [pattern: RegExp, type: string, message: (match: RegExpExecArray) => string];

const wordings: readonly Wording[] = [
  [
    /^Cannot query field "([^"]+)" on type "([^"]+)"/,
    'FieldUndefined',
    ([, field, type]) => `Field '${field}' in type '${type}' is undefined`,
  ],
  [
    /^Field "([^"]+)" must not have [a-z ]+"([^"]+)"/,
    'SubSelectionNotAllowed',
    ([, field, type]) => `Sub selection not allowed on leaf type ${type} of field ${field}`,
  ],
  [
    /^Field "([^"]+)" of type "([^"]+)" must have /,
    'SubSelectionRequired',
    ([, field, type]) => `Sub selection required for type ${type} of field ${field}`,
  ],
  [
    /^Argument "(?:[^"(]+\()?(\w+):?\)?" of type "[^"]+" is required/,
    'MissingFieldArgument',
    ([, name]) => `Missing field argument ${name}`,
  ],
  [/^Unknown argument "([^"]+)" on field/, 'UnknownArgument', ([, name]) => `Unknown field argument ${name}`],
  [
    /^Unknown argument "([^"]+)" on directive/,
    'UnknownDirectiveArgument',
    ([, name]) => `Unknown directive argument ${name}`,
  ],
  [/^Unknown type "([^"]+)"/, 'UnknownType', ([, name]) => `Unknown type ${name}`],
  [
    /^Variable "\$(\w+)" of type "([^"]+)" used [a-z ]+"([^"]+)"/,
    'VariableTypeMismatch',
    ([, , type, expected]) => `Variable type '${type}' doesn't match expected type '${expected}'`,
  ],
  [/^Variable "\$(\w+)" is not defined/, 'UndefinedVariable', ([, name]) => `Undefined variable ${name}`],
  [/^Variable "\$(\w+)" is never used/, 'UnusedVariable', ([, name]) => `Unused variable ${name}`],
  [/^Unknown fragment "([^"]+)"/, 'UndefinedFragment', ([, name]) => `Undefined fragment ${name}`],
  [/^Fragment "([^"]+)" is never used/, 'UnusedFragment', ([, name]) => `Unused fragment ${name}`],
  [
    /^Fields "([^"]+)" conflict because (.+)\. Use/,
    'FieldsConflict',
    ([, field, reason]) => `${field}: ${reason}`,
  ],
  [/^Unknown directive "@(\w+)"/, 'UnknownDirective', ([, name]) => `Unknown directive ${name}`],
];

/** @returns the errors of a document's operation; empty when it may run */
export type Validate = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
) => readonly AppSyncError[];

export interface ValidationOptions {
  readonly introspection: boolean;
  /** 0: no limit. */
  readonly queryDepthLimit: number;
}

/**
 * Parsed documents are kept, and validating one costs more than running it: the verdict is kept with the operation. What asks for too
 * much is refused before it is validated, which takes time by the square of the selections.
 */
export function validator(schema: GraphQLSchema, options: ValidationOptions): Validate {
  const rules = options.introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  const verdicts = new WeakMap<OperationDefinitionNode, readonly AppSyncError[]>();
  return (document, operation) => {
    let verdict = verdicts.get(operation);
    if (verdict === undefined) {
      const excess = excessOf(complexityOf(document, operation), options.queryDepthLimit);
      verdict = excess ? [excess] : errorsOf(schema, document, rules);
      verdicts.set(operation, verdict);
    }
    return verdict;
  };
}

/** More than any program asks for. AppSync has bounds of this kind that it does not tell. */
const limits = {
  selections: [2_000, 'selections, fragments put where they are spread'],
  repeats: [100, 'selections of one name, or fragments, in one place'],
  introspection: [10, 'fields that ask for parts of the schema'],
} as const satisfies Partial<Record<keyof Complexity, readonly [number, string]>>;

function excessOf(complexity: Complexity, queryDepthLimit: number): AppSyncError | undefined {
  const { depth } = complexity;
  if (queryDepthLimit > 0 && depth > queryDepthLimit) {
    return {
      path: null,
      locations: null,
      errorType: 'QueryDepthLimitReached',
      message: `The query has ${depth} levels; the limit is ${queryDepthLimit}.`,
    };
  }
  for (const name of ['selections', 'repeats', 'introspection'] as const) {
    const [most, what] = limits[name];
    if (complexity[name] <= most) continue;
    return {
      path: null,
      locations: null,
      errorType: 'LimitExceededException',
      message: `The document has more than ${most} ${what}.`,
    };
  }
  return undefined;
}

function errorsOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  rules: readonly ValidationRule[],
): AppSyncError[] {
  const errors = validate(schema, document, rules, { hideSuggestions: true });
  const paths = queryPaths(errors, document);
  return errors.map((error) => ({
    path: null,
    // graphql-js adds the operation to the place; graphql-java names the place alone, except for two that conflict.
    locations: locationsOf(error)?.slice(0, error.message.startsWith('Fields ') ? undefined : 1) ?? null,
    message: wordedAsAppSync(error.message, paths.get(error.nodes?.[0]) ?? ''),
  }));
}

function wordedAsAppSync(original: string, at: string): string {
  if (/introspection/i.test(original)) return 'Introspection has been disabled for this request';
  const where = at === '' ? '' : ` @ '${at}'`;
  for (const [pattern, type, message] of wordings) {
    const match = pattern.exec(original);
    if (match) return `Validation error of type ${type}: ${message(match)}${where}`;
  }
  return `Validation error of type WrongType: ${original}${where}`;
}

/** The fields above and including the node of each error, joined by slashes: the document is walked once for all of them. */
function queryPaths(
  errors: readonly GraphQLError[],
  document: DocumentNode,
): ReadonlyMap<ASTNode | undefined, string> {
  const paths = new Map<ASTNode | undefined, string>();
  if (errors.length === 0) return paths;
  const wanted = new Set(errors.map(({ nodes }) => nodes?.[0]));
  const names: string[] = [];
  visit(document, {
    enter(node) {
      if (node.kind === Kind.FIELD || node.kind === Kind.FRAGMENT_DEFINITION) names.push(node.name.value);
      if (wanted.has(node)) paths.set(node, names.join('/'));
    },
    leave(node) {
      if (node.kind === Kind.FIELD || node.kind === Kind.FRAGMENT_DEFINITION) names.pop();
    },
  });
  return paths;
}

/** Variables that do not fit: graphql-java's words for the two commonest cases. */
export function variableError(error: GraphQLError): AppSyncError {
  const match = /^Variable "\$(\w+)" has invalid value([^:]*): (.*)$/s.exec(error.message);
  if (!match) return { path: null, locations: locationsOf(error), message: error.message };
  const [, name = '', , reason = ''] = match;
  const missing = /^Expected [a-z -]+"([^"]+)" (?:not )?to be /.exec(reason);
  const message = missing
    ? `Variable '${name}' has coerced Null value for NonNull type '${missing[1]}'`
    : `Variable '${name}' has an invalid value. ${reason}`;
  return { path: null, locations: locationsOf(error), message };
}
