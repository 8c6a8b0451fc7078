/** Small means of making a sound stack unsound, for counterexamples. They change the clone they are given. */
import { resources } from './plan.ts';
import type { JsonValue, PlannedModule, PlannedResource } from './plan.ts';
import type { Spoiled, Stack } from './rule.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type MutableValues = Record<string, JsonValue>;

const matching = (stack: Stack, type: string, where: (resource: PlannedResource) => boolean) =>
  [...stack.values()]
    .flatMap(({ first, settled }) => [first, settled].flatMap(resources))
    .filter((resource) => resource.type === type && where(resource));

/** Changes the values of every resource of a type that `where` finds. @throws Error where it finds none */
export function change(
  { stack }: Spoiled,
  type: string,
  edit: (values: MutableValues) => void,
  where: (resource: PlannedResource) => boolean = () => true,
): void {
  const found = matching(stack, type, where);
  if (found.length === 0) throw new Error(`The counterexample finds no ${type} to spoil.`);
  for (const resource of found) edit(resource.values as MutableValues);
}

/** Takes every resource of a type that `where` finds out of the stack. @throws Error where it finds none */
export function drop(
  { stack }: Spoiled,
  type: string,
  where: (resource: PlannedResource) => boolean = () => true,
): void {
  let dropped = 0;
  const prune = (module: PlannedModule): void => {
    const list = module.resources ?? [];
    const kept = list.filter(
      (resource) => !(resource.type === type && resource.mode === 'managed' && where(resource)),
    );
    dropped += list.length - kept.length;
    (module as Mutable<PlannedModule>).resources = kept;
    for (const child of module.child_modules ?? []) prune(child);
  };
  for (const { first, settled } of stack.values())
    for (const plan of [first, settled]) prune(plan.planned_values.root_module);
  if (dropped === 0) throw new Error(`The counterexample finds no ${type} to drop.`);
}

/** Adds a resource to the first step. */
export function add({ stack }: Spoiled, type: string, values: MutableValues): void {
  const [step] = stack.values();
  const module = step?.settled.planned_values.root_module as Mutable<PlannedModule> | undefined;
  if (module === undefined) throw new Error('The stack has no step.');
  module.resources = [
    ...(module.resources ?? []),
    { address: `${type}.counterexample`, mode: 'managed', type, name: 'counterexample', values },
  ];
}

/** Adds a statement to a policy in JSON. */
export function addStatement(values: MutableValues, attribute: string, statement: MutableValues): void {
  const written = values[attribute];
  if (typeof written !== 'string') return; // Unknown until the apply.
  const policy = JSON.parse(written) as { Statement: JsonValue };
  const list = Array.isArray(policy.Statement) ? policy.Statement : [policy.Statement];
  values[attribute] = JSON.stringify({ ...policy, Statement: [...list, statement] });
}

/** Rewrites every statement of a policy in JSON. */
export function editStatements(
  values: MutableValues,
  attribute: string,
  edit: (statement: MutableValues) => void,
): void {
  const written = values[attribute];
  if (typeof written !== 'string') return; // Unknown until the apply.
  const policy = JSON.parse(written) as { Statement: MutableValues | MutableValues[] };
  for (const statement of [policy.Statement].flat()) edit(statement);
  values[attribute] = JSON.stringify(policy);
}
