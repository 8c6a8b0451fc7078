/** What a change does to rights, statement by statement: the one part of a plan in which the contents are what has to be reviewed. */
import { isObject } from '../checks/plan.ts';
import type { JsonValue, ResourceChange, Values } from '../checks/plan.ts';

/** Resources that are a right themselves and not a policy document. */
const rights: Readonly<Record<string, readonly string[]>> = {
  aws_iam_role_policy_attachment: ['role', 'policy_arn'],
  aws_lambda_permission: ['function_name', 'action', 'principal', 'source_arn'],
};

const unknown = '(known after apply)';

function policyOf(value: JsonValue | undefined): readonly string[] {
  if (typeof value !== 'string' || !value.startsWith('{')) return [];
  let document: unknown;
  try {
    document = JSON.parse(value);
  } catch {
    return [];
  }
  if (!isObject(document) || document['Statement'] === undefined) return [];
  return [document['Statement']].flat().map((statement) => JSON.stringify(statement));
}

const lines = (before: readonly string[], after: readonly string[]): readonly string[] => [
  ...before.filter((statement) => !after.includes(statement)).map((statement) => `- ${statement}`),
  ...after.filter((statement) => !before.includes(statement)).map((statement) => `+ ${statement}`),
];

/** Statements that a document read during the apply will have; what is not known yet says so. */
function deferred(after: Values): readonly string[] {
  const known = (value: JsonValue | undefined): JsonValue | undefined => {
    if (Array.isArray(value)) return value.map((entry) => known(entry as JsonValue) ?? unknown);
    if (!isObject(value)) return value ?? undefined;
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, entry]) => {
        const told = known(entry);
        return told === undefined || (Array.isArray(told) && told.length === 0) ? [] : [[name, told]];
      }),
    );
  };
  const statements = after['statement'];
  return Array.isArray(statements)
    ? statements.map(
        (statement: JsonValue) =>
          `+ ${JSON.stringify({ resources: unknown, ...(known(statement) as Values) })}`,
      )
    : [];
}

/**
 * Lines such as `policy + {"Effect":"Allow",…}`. Values that Terraform calls sensitive are left out.
 *
 * @returns none for a change that concerns no rights
 */
export function policyChanges({ address, type, change }: ResourceChange): readonly string[] {
  const { actions, before, after, before_sensitive, after_sensitive, after_unknown } = change;
  if (actions[0] === 'no-op') return [];
  if (actions[0] === 'read')
    return type === 'aws_iam_policy_document' && after !== null
      ? deferred(after).map((line) => `read ${address}: ${line}`)
      : [];
  const sensitive = (name: string) =>
    [before_sensitive, after_sensitive].some((marks) => isObject(marks) && marks[name] === true);
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].sort();
  const of = names
    .filter((name) => !sensitive(name))
    .flatMap((name) =>
      lines(policyOf(before?.[name]), policyOf(after?.[name])).map((line) => `${name} ${line}`),
    );
  const own = (rights[type] ?? []).flatMap((name) => {
    const isUnknown = isObject(after_unknown) && after_unknown[name] === true;
    const [was, is] = [before?.[name] ?? null, isUnknown ? unknown : (after?.[name] ?? null)];
    return was === is ? [] : [`${name}: ${JSON.stringify(was)} → ${JSON.stringify(is)}`];
  });
  return [...of, ...own].map((line) => `${address}: ${line}`);
}
