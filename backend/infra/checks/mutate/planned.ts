/** Which mistakes a plan can show at all, and what a plan against a state keeps hidden. */
import { valuesAt } from '../rules/arguments/requirement.ts';
import { isObject } from '../plan.ts';
import type { JsonValue, Plan, PlannedModule, PlannedResource } from '../plan.ts';
import type { Mutant } from './mutants.ts';
import type { Folder } from './scope.ts';

/** Arguments of Terraform itself: no resource has them as values. */
const meta = new Set(['count', 'depends_on', 'for_each', 'lifecycle', 'provider', 'providers', 'source']);

interface Instance {
  /** `aws_sqs_queue.main`, of a module `queue/aws_sqs_queue.main`. */
  readonly block: string;
  readonly resource: PlannedResource;
}

/** Every managed resource of a plan with the block that makes it. */
function instances(plan: Plan, { calls }: Folder): readonly Instance[] {
  const inside = (module: PlannedModule, prefix: string): readonly Instance[] =>
    (module.resources ?? [])
      .filter(({ mode }) => mode === 'managed')
      .map((resource) => ({ block: `${prefix}${resource.type}.${resource.name}`, resource }));
  const root = plan.planned_values.root_module;
  const children = (root.child_modules ?? []) as readonly (PlannedModule & { readonly address: string })[];
  return [
    ...inside(root, ''),
    ...children.flatMap((child) =>
      inside(child, `${calls.get(child.address.replace(/\[.*?\]$/, '')) ?? ''}/`),
    ),
  ];
}

/** `rule.status is removed` → the path that the mistake is made at. */
const pathOf = ({ what }: Mutant): readonly string[] => (what.split(' ')[0] ?? '').split('.');

const isNothing = (value: JsonValue): boolean =>
  value === null || (Array.isArray(value) && value.length === 0);

/** @param block the mutant's, with its module: `queue/aws_sqs_queue.main` */
export function isPlanned(
  mutant: Mutant,
  block: string,
  plan: Plan,
  folder: Folder,
  scope: ReadonlySet<string>,
): boolean {
  const all = instances(plan, folder);
  // A policy document, a module call: what it is for has to be planned.
  if (!/(^|[/])aws_/.test(block) || mutant.what === 'it is removed')
    return all.some(
      (instance) =>
        scope.has(instance.block) || scope.has(instance.resource.address.split(/[[.]/).slice(0, 2).join('.')),
    );
  const own = all.filter((instance) => instance.block === block);
  const path = pathOf(mutant);
  if (own.length === 0 || meta.has(path[0] ?? '')) return own.length > 0;
  return own.some(({ resource }) => valuesAt(resource.values, path).some((value) => !isNothing(value)));
}

/** The default of a type's argument, by the provider's schema. */
export type Defaults = Readonly<Record<string, Readonly<Record<string, JsonValue>>>>;

/** What is said of an argument that was removed and keeps its value. */
type Kept = 'default' | 'from the state' | undefined;

/**
 * What a mutant has removed, and the plan has all the same: because it is the provider's default, or because the provider computes what
 * is not given and so keeps what the state has. Where the stack is built anew it would be missing, so it is taken out of the plan, too.
 */
export function forget(
  mutant: Mutant,
  block: string,
  base: Plan,
  planned: Plan,
  folder: Folder,
  defaults: Defaults,
): Kept {
  const path = pathOf(mutant);
  if (!mutant.what.endsWith(' is removed') || mutant.what === 'it is removed') return undefined;
  if (!/(^|[/])aws_/.test(block) || meta.has(path[0] ?? '')) return undefined;
  const own = (plan: Plan) => instances(plan, folder).filter((instance) => instance.block === block);
  const before = new Map(own(base).map(({ resource }) => [resource.address, resource.values]));
  const after = own(planned);
  const same = after.filter(({ resource }) => {
    const values = valuesAt(resource.values, path);
    return (
      JSON.stringify(values) === JSON.stringify(valuesAt(before.get(resource.address), path)) &&
      values.some((value) => !isNothing(value))
    );
  });
  if (same.length === 0 || same.length < after.length) return undefined;
  const isDefault = ({ resource }: Instance) => {
    const value = defaults[resource.type]?.[path[0] ?? ''];
    return path.length === 1 && value !== undefined && value === resource.values[path[0] ?? ''];
  };
  if (same.every(isDefault)) return 'default';
  for (const { resource } of same) clear(resource.values, path);
  return 'from the state';
}

function clear(values: JsonValue | undefined, [name = '', ...rest]: readonly string[]): void {
  if (Array.isArray(values)) for (const entry of values) clear(entry, [name, ...rest]);
  else if (isObject(values) && rest.length > 0) clear(values[name], rest);
  else if (isObject(values) && name in values) Object.assign(values, { [name]: null });
}
