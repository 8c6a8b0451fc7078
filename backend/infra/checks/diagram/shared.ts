/** The shapes of the diagram, and small readings of a plan that boxes and arrows share. */
import { ofType, statements, text } from '../plan.ts';
import type { Plan, PolicyStatement } from '../plan.ts';

export type Kind =
  | 'actor'
  | 'edge'
  | 'identity'
  | 'door'
  | 'function'
  | 'message'
  | 'data'
  | 'storage'
  | 'watch';

export interface Box {
  readonly id: string;
  readonly kind: Kind;
  readonly title: string;
  readonly lines: readonly string[];
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly says?: string;
  /** Goes against the reading direction. */
  readonly back?: boolean;
}

/** `northwind-prod-exports.fifo` → `exports`. */
export type Shorten = (name: string) => string;

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

export const last = (arn: string): string => arn.split(/[:/]/).pop() ?? arn;

export const functionOf = (arn: string): string => /:function:([^:]+)/.exec(arn)?.[1] ?? arn;

export function statementsOf(app: Plan, functionName: string): readonly PolicyStatement[] {
  const owner = ofType(app, 'aws_lambda_function').find(
    ({ values }) => text(values, 'function_name') === functionName,
  );
  const role = last(text(owner?.values ?? {}, 'role'));
  const policy = ofType(app, 'aws_iam_role_policy').find(({ values }) => text(values, 'role') === role);
  return statements(text(policy?.values ?? {}, 'policy'));
}
