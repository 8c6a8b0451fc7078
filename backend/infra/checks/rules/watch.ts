/** What wakes people: correlated symptoms only, and at the doors that the contract names. */
import { misread } from '../metrics.ts';
import { blocks, isObject, text, texts } from '../plan.ts';
import type { JsonValue, Values } from '../plan.ts';
import { everyOfType } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { change, drop } from '../spoil.ts';

export const onlyCompositesPage: Rule = {
  name: 'Only composite alarms page, each correlates at least two symptoms, and every symptom they name exists',
  check(_environment, stack) {
    const singles = everyOfType(stack, 'aws_cloudwatch_metric_alarm');
    const composites = everyOfType(stack, 'aws_cloudwatch_composite_alarm');
    const names = new Set([...singles, ...composites].map(({ values }) => text(values, 'alarm_name')));
    const pages = (values: (typeof singles)[number]['values']) =>
      texts(values['alarm_actions']).some((arn) => arn.endsWith('-page'));
    const findings = singles
      .filter(({ values }) => pages(values))
      .map(({ address }) => `${address} pages by itself.`);
    const paging = composites.filter(({ values }) => pages(values));
    if (paging.length === 0) findings.push('Nothing pages anybody.');
    for (const { address, values } of paging)
      if (!text(values, 'alarm_rule').includes(' AND ')) findings.push(`${address} correlates nothing.`);
    for (const { address, values } of composites) {
      for (const [, name] of text(values, 'alarm_rule').matchAll(/ALARM\("([^"]+)"\)/g))
        if (!names.has(name ?? '')) findings.push(`${address} waits for ${name}, which does not exist.`);
    }
    return findings;
  },
  counterexamples: {
    'a symptom that pages by itself': (spoiled) =>
      change(
        spoiled,
        'aws_cloudwatch_metric_alarm',
        (values) => (values['alarm_actions'] = ['arn:aws:sns:eu-central-1:1:northwind-prod-page']),
      ),
    'a page for one symptom': (spoiled) =>
      change(spoiled, 'aws_cloudwatch_composite_alarm', (values) => (values['alarm_rule'] = 'ALARM("one")')),
    'a page that waits for an alarm that is gone': (spoiled) => drop(spoiled, 'aws_cloudwatch_metric_alarm'),
  },
};

export const hostsAreTheContracts: Rule = {
  name: 'In production the doors have the host names that the contract tells partners',
  check(environment, stack, { manifest }) {
    if (environment !== 'prod') return [];
    const aliases = everyOfType(stack, 'aws_cloudfront_distribution').flatMap(({ values }) =>
      texts(values['aliases']),
    );
    const domains = everyOfType(stack, 'aws_cognito_user_pool_domain').map(({ values }) =>
      text(values, 'domain'),
    );
    const production = manifest.environments['production'];
    if (production === undefined) return ['The contract has no production server.'];
    const [api, signIn] = [new URL(production.url).hostname, new URL(production.tokenUrl).hostname];
    return [
      ...(aliases.includes(api) ? [] : [`No distribution answers to ${api}.`]),
      ...(domains.includes(signIn) ? [] : [`No sign-in page is at ${signIn}.`]),
    ];
  },
  counterexamples: {
    'a contract that names another host': ({ sources }) => {
      (sources.manifest.environments as Record<string, unknown>)['production'] = {
        url: 'https://api.elsewhere.example/v1',
        tokenUrl: 'https://auth.elsewhere.example/oauth2/token',
      };
    },
  },
};

interface Reading {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: readonly string[];
}

/** `SELECT SUM(Failure) FROM SCHEMA("AWS/IoT", ActionType, RuleName) …`; undefined for metric math, whose metrics stand beside it. */
function queried(expression: string): Reading | undefined {
  const [, metric, namespace, list] =
    /^SELECT \w+\((\w+)\) FROM SCHEMA\("([^"]+)"((?:, \w+)*)\)/.exec(expression) ?? [];
  if (metric === undefined || namespace === undefined || list === undefined) return undefined;
  return { namespace, metric, dimensions: list.split(', ').filter((name) => name !== '') };
}

const named = (values: Values): Reading => ({
  namespace: text(values, 'namespace'),
  metric: text(values, 'metric_name'),
  dimensions: isObject(values['dimensions']) ? Object.keys(values['dimensions']) : [],
});

function alarmReads(alarm: Values): readonly Reading[] {
  const queries = blocks(alarm, 'metric_query');
  if (queries.length === 0) return [named(alarm)];
  return queries.flatMap((query) => {
    const reading = queried(text(query, 'expression'));
    return [...blocks(query, 'metric').map(named), ...(reading === undefined ? [] : [reading])];
  });
}

/** A line of a dashboard: `[namespace, metric, dimension, value, …, { stat }]`, or `[{ expression }]`. */
function lineReads(line: JsonValue): readonly Reading[] {
  if (!Array.isArray(line)) return [];
  const [first, metric, ...rest] = line;
  if (isObject(first)) {
    const reading = queried(text(first, 'expression'));
    return reading === undefined ? [] : [reading];
  }
  const dimensions = rest.filter((entry) => typeof entry === 'string').filter((_, index) => index % 2 === 0);
  return [{ namespace: String(first), metric: String(metric), dimensions }];
}

function dashboardReads(dashboard: Values): readonly Reading[] {
  const body = JSON.parse(text(dashboard, 'dashboard_body') || '{}') as Values;
  return blocks(body, 'widgets').flatMap((widget) => {
    const { properties } = widget;
    const lines = isObject(properties) ? properties['metrics'] : undefined;
    return Array.isArray(lines) ? lines.flatMap(lineReads) : [];
  });
}

export const metricsExist: Rule = {
  name: 'Every alarm and every dashboard reads metrics under dimensions by which AWS publishes them',
  check(_environment, stack) {
    const readings = [
      ...everyOfType(stack, 'aws_cloudwatch_metric_alarm').map(
        ({ address, values }) => [address, alarmReads(values)] as const,
      ),
      ...everyOfType(stack, 'aws_cloudwatch_dashboard').map(
        ({ address, values }) => [address, dashboardReads(values)] as const,
      ),
    ];
    return readings.flatMap(([address, reads]) =>
      reads.flatMap(({ namespace, metric, dimensions }) => {
        const problem = misread(namespace, metric, dimensions);
        return problem === undefined ? [] : [`${address} would see nothing: ${problem}.`];
      }),
    );
  },
  counterexamples: {
    'an alarm on fewer dimensions than its metric has': (spoiled) =>
      change(spoiled, 'aws_cloudwatch_metric_alarm', (values) => {
        Object.assign(values, {
          namespace: 'AWS/DynamoDB',
          metric_name: 'SystemErrors',
          dimensions: { TableName: 'northwind-prod' },
        });
      }),
    'an alarm on a metric that nobody publishes': (spoiled) =>
      change(spoiled, 'aws_cloudwatch_metric_alarm', (values) => (values['metric_name'] = 'Latencies')),
    'a query over a dimension that the metric lacks': (spoiled) =>
      change(spoiled, 'aws_cloudwatch_metric_alarm', (values) => {
        values['metric_query'] = [
          { expression: 'SELECT SUM(Failure) FROM SCHEMA("AWS/IoT", RuleName) WHERE RuleName = \'devices\'' },
        ];
      }),
    'a chart of a metric without its rule': (spoiled) =>
      change(spoiled, 'aws_cloudwatch_dashboard', (values) => {
        const line = ['AWS/Events', 'FailedInvocations', 'EventBusName', 'northwind-prod', { stat: 'Sum' }];
        values['dashboard_body'] = JSON.stringify({ widgets: [{ properties: { metrics: [line] } }] });
      }),
  },
};
