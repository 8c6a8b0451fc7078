/** One error class for each status that the contract names an error for, with its guard and advice. */
import type { Operation } from '../../contract/openapi/operations.ts';
import { comment, scalar } from '../../typescript/text.ts';

interface StatusError {
  readonly advice: string;
  /** What the contract says of each of its statuses. */
  readonly statuses: Map<number, string>;
}

export function statusErrors(operations: readonly Operation[]): string {
  const errors = new Map<string, StatusError>();
  for (const [status, response] of operations.flatMap(({ responses }) => responses)) {
    const named = response['x-northwind-error'];
    if (!named) continue;
    const error = errors.get(named.name) ?? { advice: named.advice, statuses: new Map<number, string>() };
    errors.set(named.name, error);
    error.statuses.set(status, response.description.trim());
  }
  const sorted = [...errors].sort(([, left], [, right]) => first(left) - first(right));
  const classes = sorted.map(([name, error]) => errorClass(name, error));
  const ranges = sorted.flatMap(([name, { statuses }]) =>
    [...statuses.keys()].filter((status) => status < 500).map((status) => `  ${status}: ${name},\n`),
  );
  return `import { ApiError } from '../errors/api-error.ts';
import { guard } from '../errors/guard.ts';

${classes.join('\n')}
const CLASSES: Readonly<Record<number, typeof ApiError>> = {
${ranges.join('')}};

/** The class of a status: a status of 500 or more is a \`ServerError\`, any other that the contract does not name an \`ApiError\`. */
export function classOfStatus(status: number): typeof ApiError {
  return CLASSES[status] ?? (status >= 500 ? ServerError : ApiError);
}
`;
}

const first = ({ statuses }: StatusError): number => Math.min(...statuses.keys());

function errorClass(name: string, { advice, statuses }: StatusError): string {
  const description = [...statuses].map(([status, text]) => `${status}: ${text}`).join('\n\n');
  return `${comment(description)}export class ${name} extends ApiError {
  override get name(): ${scalar(name)} {
    return ${scalar(name)};
  }

  override get advice(): string {
    return ${scalar(advice)};
  }
}

${comment(`True for {@link ${name}}.`)}export const is${name} = /* @__PURE__ */ guard<${name}>(${scalar(name)});
`;
}
