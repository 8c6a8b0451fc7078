/** Whether the variables of a request fit their types. As in AppSync, the first that does not is told, and no other. */
import {
  getNamedType,
  getNullableType,
  getVariableValues,
  GraphQLError,
  isInputObjectType,
  isInputType,
  isListType,
  typeFromAST,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';

type Variables = Readonly<Record<string, unknown>>;

/** @returns the error, or undefined when the variables may be used */
export function variablesError(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Variables,
): GraphQLError | undefined {
  const definitions = operation.variableDefinitions ?? [];
  for (const { type: typeNode, variable } of definitions) {
    const type = typeFromAST(schema, typeNode);
    const { value: name } = variable.name;
    const misshapen = isInputType(type) ? misshapenAt(variables[name], type) : undefined;
    if (misshapen !== undefined)
      return new GraphQLError(`Variable "$${name}" has invalid value: ${misshapen}`, { nodes: variable });
  }
  return getVariableValues(schema, definitions, variables, { maxErrors: 1 }).errors?.[0];
}

/** Characters. Texts of all other types are shorter: dates, numbers, names of enums. */
const LONGEST_TEXT = 1_000;
const typesOfLongTexts = new Set(['ID', 'String', 'AWSJSON', 'AWSURL']);

/**
 * What graphql-js would print whole, and once for each thing wrong with it: an object with names that its type lacks, one where the
 * type wants a single value, or a long text that is not of the type. A request of the largest size has a hundred thousand of them.
 */
function misshapenAt(value: unknown, type: GraphQLInputType): string | undefined {
  if (
    typeof value === 'string' &&
    value.length > LONGEST_TEXT &&
    !typesOfLongTexts.has(getNamedType(type).name)
  )
    return `Expected a value of type '${getNullableType(type).toString()}', but was a text of ${value.length} characters.`;
  if (typeof value !== 'object' || value === null) return undefined;
  const expected = getNullableType(type);
  if (isListType(expected)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      const misshapen = misshapenAt(item, expected.ofType);
      if (misshapen !== undefined) return misshapen;
    }
    return undefined;
  }
  if (!isInputObjectType(expected))
    return `Expected a value of type '${expected.toString()}', but was ${Array.isArray(value) ? 'a list' : 'an object'}.`;
  if (Array.isArray(value)) return `Expected an object of type '${expected.toString()}', but was a list.`;
  const fields = expected.getFields();
  for (const [name, member] of Object.entries(value)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined)
      return `The variables input contains a field name '${name.slice(0, 100)}' that is not defined for input object type '${expected.toString()}'.`;
    const misshapen = misshapenAt(member, field.type);
    if (misshapen !== undefined) return misshapen;
  }
  return undefined;
}
