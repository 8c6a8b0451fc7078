/** What a mistake in one block can change in a plan: the block and whatever refers to it, directly or through others. */
import { isDeepStrictEqual } from 'node:util';
import { resources } from '../plan.ts';
import type { ConfiguredModule, Plan, PlannedModule } from '../plan.ts';
import { parseHcl } from './hcl.ts';
import type { Block } from './hcl.ts';

/** A layer's or a module's folder: its blocks' addresses (`aws_sqs_queue.main`, `local.name`, `output.arn`) → those that refer to each. */
export interface Folder {
  readonly dependents: ReadonlyMap<string, ReadonlySet<string>>;
  /** Module call (`module.queue`) → the module's folder, `queue`. */
  readonly calls: ReadonlyMap<string, string>;
}

/** The address of a block as expressions refer to it. */
const addressOf = ({ type, labels }: Block): string =>
  [...(type === 'resource' ? [] : [type]), ...labels].join('.');

const reference =
  /(?<![\w.-])(data[.][a-z]\w*[.][\w-]+|(?:module|local)[.][\w-]+|aws_\w+[.][\w-]+|terraform_data[.][\w-]+)/g;

export function readFolder(texts: readonly string[]): Folder {
  const written = new Map<string, string>();
  const calls = new Map<string, string>();
  for (const text of texts) {
    for (const block of parseHcl(text).blocks) {
      if (block.type === 'locals')
        for (const { name, value } of block.body.arguments) written.set(`local.${name}`, value.text);
      else written.set(addressOf(block), text.slice(block.from, block.to));
      const source = block.body.arguments.find(({ name }) => name === 'source')?.value.text ?? '';
      if (block.type === 'module')
        calls.set(addressOf(block), source.replaceAll('"', '').split('/').at(-1) ?? '');
    }
  }
  const dependents = new Map<string, Set<string>>();
  for (const [address, text] of written) {
    for (const [referred] of text.matchAll(reference)) {
      const known = dependents.get(referred) ?? new Set();
      dependents.set(referred, known.add(address));
    }
  }
  return { dependents, calls };
}

/** The address itself and all that refers to it, however indirectly. */
export function reach({ dependents }: Folder, addresses: readonly string[]): ReadonlySet<string> {
  const found = new Set(addresses);
  for (const address of found) for (const next of dependents.get(address) ?? []) found.add(next);
  return found;
}

/** What a mutant can change in a layer: addresses of the layer, and `queue/aws_sqs_queue.main` for blocks of modules. */
export function scopeIn(
  layer: Folder,
  modules: ReadonlyMap<string, Folder>,
  { module, block }: { readonly module: string | undefined; readonly block: string },
): ReadonlySet<string> {
  const inside = (name: string, addresses: Iterable<string>) =>
    [...addresses].map((address) => `${name}/${address}`);
  if (module === undefined) {
    const reached = reach(layer, [block]);
    const within = [...reached].flatMap((address) => {
      const called = layer.calls.get(address);
      const folder = called === undefined ? undefined : modules.get(called);
      return folder === undefined
        ? []
        : inside(called ?? '', new Set([...folder.dependents.values()].flatMap((set) => [...set])));
    });
    return new Set([...reached, ...within]);
  }
  const folder = modules.get(module);
  if (folder === undefined) throw new Error(`There is no module ${module}.`);
  const reached = reach(folder, [block]);
  const given = [...reached].some((address) => address.startsWith('output.'));
  const calls = [...layer.calls].filter(([, called]) => called === module).map(([address]) => address);
  const outside = given ? [...reach(layer, calls)].filter((address) => !calls.includes(address)) : [];
  return new Set([...inside(module, reached), ...outside]);
}

const withoutKey = (address: string): string => address.replace(/\[.*?\]$/, '');

/** The base plan, with what is in scope as the other plan has it. */
export function splice(base: Plan, other: Plan, layer: Folder, scope: ReadonlySet<string>): Plan {
  const ofCall = (address: string) => {
    const call = withoutKey(address);
    return { whole: scope.has(call), module: layer.calls.get(call) ?? '' };
  };
  const inScope =
    (module: string | undefined) => (resource: { type: string; name: string; mode: string }) => {
      const address = `${resource.mode === 'data' ? 'data.' : ''}${resource.type}.${resource.name}`;
      return scope.has(module === undefined ? address : `${module}/${address}`);
    };
  const mixed = <Item>(
    one: readonly Item[] = [],
    another: readonly Item[] = [],
    taken: (item: Item) => boolean,
  ) => [...one.filter((item) => !taken(item)), ...another.filter(taken)];

  const root = base.planned_values.root_module;
  const otherRoot = other.planned_values.root_module;
  type Child = PlannedModule & { readonly address: string };
  const children = (module: PlannedModule) => (module.child_modules ?? []) as readonly Child[];
  const child = (one: Child | undefined, another: Child | undefined): readonly PlannedModule[] => {
    const { whole, module } = ofCall(one?.address ?? another?.address ?? '');
    if (whole) return another === undefined ? [] : [another];
    if (one === undefined) return [];
    return [{ ...one, resources: mixed(one.resources, another?.resources, inScope(module)) }];
  };
  const addresses = new Set([...children(root), ...children(otherRoot)].map(({ address }) => address));
  const find = (module: PlannedModule, wanted: string) =>
    children(module).find(({ address }) => address === wanted);

  return {
    resource_changes: [],
    planned_values: {
      root_module: {
        resources: mixed(root.resources, otherRoot.resources, inScope(undefined)),
        child_modules: [...addresses].flatMap((address) =>
          child(find(root, address), find(otherRoot, address)),
        ),
      },
    },
    ...(base.configuration === undefined || other.configuration === undefined
      ? {}
      : {
          configuration: {
            root_module: configured(
              base.configuration.root_module,
              other.configuration.root_module,
              layer,
              scope,
            ),
          },
        }),
  };
}

function configured(
  base: ConfiguredModule,
  other: ConfiguredModule,
  layer: Folder,
  scope: ReadonlySet<string>,
): ConfiguredModule {
  const mixed = (one: ConfiguredModule, another: ConfiguredModule, prefix: string) => [
    ...(one.resources ?? []).filter(({ address }) => !scope.has(prefix + address)),
    ...(another.resources ?? []).filter(({ address }) => scope.has(prefix + address)),
  ];
  const names = new Set([...Object.keys(base.module_calls ?? {}), ...Object.keys(other.module_calls ?? {})]);
  const calls = [...names].flatMap((name) => {
    const [one, another] = [base.module_calls?.[name], other.module_calls?.[name]];
    if (scope.has(`module.${name}`)) return another === undefined ? [] : [[name, another] as const];
    if (one === undefined) return [];
    const module = layer.calls.get(`module.${name}`) ?? '';
    const resources = mixed(one.module, another?.module ?? {}, `${module}/`);
    return [[name, { ...one, module: { ...one.module, resources } }] as const];
  });
  return { ...base, resources: mixed(base, other, ''), module_calls: Object.fromEntries(calls) };
}

/** Whether two plans have the same resources, in whatever order: splicing one into another changes it. */
export function isPlannedAlike(one: Plan, other: Plan): boolean {
  const inOrder = (plan: Plan) =>
    resources(plan).toSorted((left, right) => (left.address < right.address ? -1 : 1));
  return isDeepStrictEqual(inOrder(one), inOrder(other));
}

/** Puts what can be planned together into batches: no two of one may change the same. */
export function batches<Item extends { readonly scope: ReadonlySet<string> }>(
  items: readonly Item[],
  size: number,
): readonly (readonly Item[])[] {
  const made: { readonly items: Item[]; readonly taken: Set<string> }[] = [];
  for (const item of items) {
    let batch = made.find(
      ({ items: others, taken }) =>
        others.length < size && [...item.scope].every((address) => !taken.has(address)),
    );
    if (batch === undefined) made.push((batch = { items: [], taken: new Set() }));
    batch.items.push(item);
    for (const address of item.scope) batch.taken.add(address);
  }
  return made.map(({ items: together }) => together);
}
