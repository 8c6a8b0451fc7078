/** Both Regions are the same but for names. */
import { resources, text } from '../plan.ts';
import type { JsonValue, Plan, PlannedResource } from '../plan.ts';
import type { AppliedStep, Rule, Stack } from '../rule.ts';
import { change, drop } from '../spoil.ts';

/** What only one Region has, and why. */
const onlyInPrimary: readonly { readonly address: RegExp; readonly reason: string }[] = [
  {
    address: /^aws_lambda_permission\.user_pool/,
    reason: 'The user pool is in the primary Region and calls the function beside it.',
  },
  { address: /^aws_dynamodb_table_item\.client/, reason: 'A global table takes an item once.' },
  {
    address: /^aws_cloudwatch_metric_alarm\.health_check/,
    reason: 'Health checks report to us-east-1, whoever asks.',
  },
  {
    address: /\.aws_appautoscaling_(target|scheduled_action)\.provisioned/,
    reason: 'Environments are kept warm for those who call, and they call the primary.',
  },
  { address: /^aws_budgets_budget/, reason: 'Costs are the environment’s, not a Region’s.' },
];

/** What both have and differs by design: `address attribute` → why. */
const differsByDesign: Readonly<Record<string, string>> = {
  'aws_api_gateway_api_key.partner value': 'The standby takes over the value that the primary was given.',
  'aws_appsync_graphql_api.main user_pool_config': 'There is one user pool, in the primary Region.',
};

/** Mappings that read a table's stream and are switched on. */
export const readers = (plan: Plan): readonly PlannedResource[] =>
  resources(plan).filter(
    ({ type, values }) =>
      type === 'aws_lambda_event_source_mapping' &&
      text(values, 'event_source_arn').includes(':dynamodb:') &&
      values['enabled'] !== false,
  );

/**
 * Regions, ids and digests that AWS makes up: what a name is made of, not what a thing is. A stream is its table's, under a date. The
 * primary Region, and the id of the one user pool that begins with it, are the same wherever they are told.
 */
const neutral = (value: string, region: string, other: string): string =>
  value
    .replaceAll(/"PRIMARY_REGION":"[^"]*"/g, '<primary>')
    .replaceAll(/\b[a-z]{2}-[a-z]+-\d_[A-Za-z0-9]+/g, '<user pool>')
    .replaceAll(region, '<region>')
    .replaceAll(other, '<other>')
    .replaceAll(/mrk-[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')
    .replaceAll(/\b[a-z0-9]{26}\b/g, '<id>')
    .replaceAll(/arn:aws:dynamodb:[^"]*stream\/[^"\\]*/g, '<stream>');

/** `address` → values as text. The first plan is compared, in which what AWS decides is still unknown. */
function shape(plan: Plan, region: string, other: string): ReadonlyMap<string, string> {
  const clean = (resource: PlannedResource) => {
    const address = resource.address.replace(/\["[^"]*"\]$/, '');
    const kept = Object.entries(resource.values).filter(
      ([name]) => differsByDesign[`${address} ${name}`] === undefined,
    );
    return JSON.stringify(sorted(Object.fromEntries(kept)));
  };
  return new Map(
    resources(plan).map((resource) => [
      neutral(resource.address, region, other),
      neutral(clean(resource), region, other),
    ]),
  );
}

function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [next]) => (one < next ? -1 : 1))
      .map(([key, entry]) => [key, sorted(entry)]),
  );
}

/** Pairs of steps of one layer in two Regions. */
function pairs(
  stack: Stack,
): readonly { layer: string; regions: readonly [string, string]; plans: readonly [Plan, Plan] }[] {
  const byLayer = new Map<string, [string, AppliedStep][]>();
  for (const [step, plans] of stack) {
    const [layer = '', region] = step.split(' ');
    if (region !== undefined) byLayer.set(layer, [...(byLayer.get(layer) ?? []), [region, plans]]);
  }
  return [...byLayer].flatMap(([layer, [one, other]]) =>
    one && other
      ? [{ layer, regions: [one[0], other[0]] as const, plans: [one[1].first, other[1].first] as const }]
      : [],
  );
}

export const regionsAreAlike: Rule = {
  name: 'Both Regions are the same but for names, and for what is listed as the primary’s alone',
  check(_environment, stack) {
    const found = pairs(stack);
    if (found.length === 0) return ['No layer is in two Regions.'];
    return found.flatMap(({ layer, regions: [one, other], plans }) => {
      const primary = shape(plans[0], one, other);
      const secondary = shape(plans[1], other, one);
      const findings: string[] = [];
      for (const [address, values] of primary) {
        if (onlyInPrimary.some((exception) => exception.address.test(address))) continue;
        const twin = secondary.get(address);
        if (twin === undefined) findings.push(`${layer}: ${address} is in ${one} only.`);
        else if (twin !== values)
          findings.push(`${layer}: ${address} is not the same in ${other}: ${difference(values, twin)}.`);
      }
      for (const address of secondary.keys())
        if (!primary.has(address)) findings.push(`${layer}: ${address} is in ${other} only.`);
      return findings;
    });
  },
  counterexamples: {
    'a function that the standby lacks': (spoiled) =>
      drop({ ...spoiled, stack: secondaryOf(spoiled.stack) }, 'aws_lambda_function'),
    'a smaller function in the standby': (spoiled) =>
      change(
        { ...spoiled, stack: secondaryOf(spoiled.stack) },
        'aws_lambda_function',
        (values) => (values['memory_size'] = 128),
      ),
    'a queue that only the standby has': (spoiled) =>
      drop({ ...spoiled, stack: primaryOf(spoiled.stack) }, 'aws_sqs_queue'),
  },
};

const secondaryOf = (stack: Stack): Stack =>
  new Map([...stack].filter(([step]) => step === `app ${regionsOf(stack)[1]}`));
const primaryOf = (stack: Stack): Stack =>
  new Map([...stack].filter(([step]) => step === `app ${regionsOf(stack)[0]}`));
const regionsOf = (stack: Stack): readonly string[] =>
  [...stack.keys()].flatMap((step) => (step.startsWith('app ') ? [step.slice(4)] : []));

/** The first place where two texts part. */
function difference(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  const from = Math.max(0, at - 30);
  return `“${one.slice(from, at + 40)}” and “${other.slice(from, at + 40)}”`;
}
