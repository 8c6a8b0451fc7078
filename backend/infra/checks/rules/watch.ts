/** What wakes people: correlated symptoms only, and at the doors that the contract names. */
import { ofType, text, texts } from '../plan.ts';
import { everywhere } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { change, drop } from '../spoil.ts';

export const onlyCompositesPage: Rule = {
  name: 'Only composite alarms page, each correlates at least two symptoms, and every symptom they name exists',
  check(_environment, stack) {
    const singles = everywhere(stack, (plan) => ofType(plan, 'aws_cloudwatch_metric_alarm'));
    const composites = everywhere(stack, (plan) => ofType(plan, 'aws_cloudwatch_composite_alarm'));
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
    const aliases = everywhere(stack, (plan) => ofType(plan, 'aws_cloudfront_distribution')).flatMap(
      ({ values }) => texts(values['aliases']),
    );
    const domains = everywhere(stack, (plan) => ofType(plan, 'aws_cognito_user_pool_domain')).map(
      ({ values }) => text(values, 'domain'),
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
