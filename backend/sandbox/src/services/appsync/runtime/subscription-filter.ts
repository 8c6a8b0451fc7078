/**
 * `util.transform.toSubscriptionFilter` and the rules a filter object must obey, after AWS AppSync Developer Guide,
 * "Defining enhanced subscriptions filters in AWS AppSync" and "Extensions".
 */
export interface FilterRule {
  fieldName: string;
  operator: string;
  value: unknown;
}
export interface SubscriptionFilter {
  filterGroup: { filters: FilterRule[] }[];
}

const operatorNames = new Set([
  'eq',
  'ne',
  'le',
  'lt',
  'ge',
  'gt',
  'contains',
  'notContains',
  'beginsWith',
  'in',
  'notIn',
  'between',
  'containsAny',
]);

const filterLimits = {
  filtersPerGroup: 10,
  fieldsPerFilter: 5,
  valuesIn: 5,
  valuesContainsAny: 20,
  stringLength: 256,
  nesting: 5,
} as const;

/**
 * Fields are ANDed, `or` branches become groups, several operators on one field are ORed (each its own group) — hence `between`
 * for a range. Of `rules` at least one must hold whatever the caller's own filter says ("Transformation helpers in util.transform").
 */
export function toSubscriptionFilter(
  filter: unknown,
  ignoredFields: string[] = [],
  rules: unknown = {},
): SubscriptionFilter {
  const strict = Object.entries((rules ?? {}) as Record<string, unknown>).flatMap(([name, rule]) =>
    alternatives({ [name]: rule }, []),
  );
  const groups = alternatives((filter ?? {}) as Record<string, unknown>, ignoredFields);
  return {
    filterGroup: cross([groups, strict])
      .filter((rulesOfGroup) => rulesOfGroup.length > 0)
      .map((filters) => ({ filters })),
  };
}

/** The filter in disjunctive normal form: a list of alternatives, each a list of rules that must all hold. */
function alternatives(filter: Record<string, unknown>, ignored: readonly string[]): FilterRule[][] {
  const factors: FilterRule[][][] = [];
  for (const [key, value] of Object.entries(filter)) {
    if (value === undefined || value === null || ignored.includes(key)) continue;
    if (key === 'and') {
      for (const part of value as Record<string, unknown>[]) factors.push(alternatives(part, ignored));
    } else if (key === 'or') {
      factors.push((value as Record<string, unknown>[]).flatMap((part) => alternatives(part, ignored)));
    } else {
      factors.push(
        Object.entries(value as Record<string, unknown>)
          .filter(([, operand]) => operand !== undefined && operand !== null)
          .map(([operator, operand]) => [{ fieldName: key, operator, value: operand }]),
      );
    }
  }
  return cross(factors);
}

function cross(factors: FilterRule[][][]): FilterRule[][] {
  return factors.reduce<FilterRule[][]>(
    (soFar, choices) =>
      choices.length === 0 ? soFar : soFar.flatMap((head) => choices.map((choice) => [...head, ...choice])),
    [[]],
  );
}

/**
 * Checks what AppSync refuses when a subscription resolver sets a filter.
 * @throws Error with the sentence the subscriber gets
 */
export function checkSubscriptionFilter(value: unknown): SubscriptionFilter {
  const filter = value as Partial<SubscriptionFilter> | null;
  if (typeof filter !== 'object' || filter === null || !Array.isArray(filter.filterGroup)) {
    throw new Error('A subscription filter is an object with a filterGroup list');
  }
  // `in` stands for one filter per value (it expands to OR) and is counted so.
  let filters = 0;
  for (const group of filter.filterGroup) {
    const rules = group.filters;
    if (!Array.isArray(rules) || rules.length === 0)
      throw new Error('Each filter group holds at least one filter');
    filters += rules.reduce(
      (count, rule) => count * (rule.operator === 'in' ? (rule.value as unknown[]).length : 1),
      1,
    );
    if (new Set(rules.map((rule) => rule.fieldName)).size > filterLimits.fieldsPerFilter) {
      throw new Error(`A filter holds at most ${filterLimits.fieldsPerFilter} unique fields`);
    }
    rules.forEach(checkRule);
  }
  if (filters > filterLimits.filtersPerGroup) {
    throw new Error(
      `A filterGroup holds at most ${filterLimits.filtersPerGroup} filters; this one has ${filters}`,
    );
  }
  return filter as SubscriptionFilter;
}

function checkRule(rule: FilterRule): void {
  if (!operatorNames.has(rule.operator)) throw new Error(`Unsupported filter operator '${rule.operator}'`);
  if (rule.fieldName.split('.').length > filterLimits.nesting) {
    throw new Error(`The field '${rule.fieldName}' is nested deeper than ${filterLimits.nesting} levels`);
  }
  const isList = Array.isArray(rule.value);
  const values: unknown[] = isList ? (rule.value as unknown[]) : [rule.value];
  const takesList = ['in', 'notIn', 'between', 'containsAny'].includes(rule.operator);
  if (takesList !== isList)
    throw new Error(`The operator '${rule.operator}' takes ${takesList ? 'a list' : 'a single value'}`);
  const most =
    rule.operator === 'containsAny'
      ? filterLimits.valuesContainsAny
      : rule.operator === 'between'
        ? 2
        : filterLimits.valuesIn;
  if (values.length > most) throw new Error(`The operator '${rule.operator}' takes at most ${most} values`);
  if (rule.operator === 'between' && values.length !== 2)
    throw new Error("The operator 'between' takes two values");
  for (const single of values) {
    if (!['string', 'number', 'boolean'].includes(typeof single))
      throw new Error(`The filter on '${rule.fieldName}' has a value that is no scalar`);
    if (typeof single === 'string' && single.length > filterLimits.stringLength) {
      throw new Error(
        `The filter on '${rule.fieldName}' has a string longer than ${filterLimits.stringLength} characters`,
      );
    }
  }
}
