/** The part of `terraform show -json <plan>` that the rules read (Terraform documentation, "JSON Output Format"). */

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };
export type Values = Readonly<Record<string, JsonValue>>;

export interface PlannedResource {
  readonly address: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  readonly values: Values;
}

export interface PlannedModule {
  readonly resources?: readonly PlannedResource[];
  readonly child_modules?: readonly PlannedModule[];
}

export interface ResourceChange {
  readonly address: string;
  readonly type: string;
  readonly change: {
    readonly actions: readonly ('no-op' | 'create' | 'read' | 'update' | 'delete')[];
    readonly before: Values | null;
    readonly after: Values | null;
    /** Which values are secret, or known only after the apply: `true` in the place of the value. */
    readonly before_sensitive?: Values | boolean;
    readonly after_sensitive?: Values | boolean;
    readonly after_unknown?: Values | boolean;
  };
}

/** A resource as it is written, before its values are known. */
export interface ConfiguredResource {
  readonly address: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly expressions?: JsonValue;
  readonly depends_on?: readonly string[];
}

export interface ConfiguredModule {
  readonly resources?: readonly ConfiguredResource[];
  readonly module_calls?: Readonly<Record<string, ConfiguredCall>>;
}

export interface ConfiguredCall {
  readonly module: ConfiguredModule;
  readonly expressions?: JsonValue;
  readonly depends_on?: readonly string[];
}

export interface Plan {
  readonly planned_values: { readonly root_module: PlannedModule };
  readonly configuration?: { readonly root_module: ConfiguredModule };
  readonly resource_changes: readonly ResourceChange[];
}

/** Every managed resource of a plan, modules included. */
export function resources(plan: Plan): readonly PlannedResource[] {
  const collect = (module: PlannedModule): PlannedResource[] => [
    ...(module.resources ?? []),
    ...(module.child_modules ?? []).flatMap(collect),
  ];
  return collect(plan.planned_values.root_module).filter(({ mode }) => mode === 'managed');
}

export const ofType = (plan: Plan, type: string): readonly PlannedResource[] =>
  resources(plan).filter((resource) => resource.type === type);

export const text = (values: Values, name: string): string => {
  const value = values[name];
  return typeof value === 'string' ? value : '';
};

/** A nested block: Terraform gives each as a list, whatever its limit. */
export const blocks = (values: Values, name: string): readonly Values[] => {
  const value = values[name];
  return Array.isArray(value) ? value.filter(isObject) : [];
};

export const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const texts = (value: JsonValue | undefined): readonly string[] => {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
};

export interface PolicyStatement {
  readonly sid: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly principal: JsonValue;
  readonly condition: Values;
}

/** The statements of a policy in JSON; a single value and a list of it mean the same. */
export function statements(policy: string): readonly PolicyStatement[] {
  if (policy === '') return [];
  const document = JSON.parse(policy) as { readonly Statement?: JsonValue };
  const list = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  return list.filter(isObject).map((statement) => ({
    sid: text(statement, 'Sid'),
    effect: statement['Effect'] === 'Deny' ? 'Deny' : 'Allow',
    actions: texts(statement['Action']),
    resources: texts(statement['Resource']),
    principal: statement['Principal'] ?? null,
    condition: isObject(statement['Condition']) ? statement['Condition'] : {},
  }));
}
