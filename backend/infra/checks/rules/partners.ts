/** Partners: one client, one plan, one key, one secret each, and client credentials for nobody else. */
import { isDeepStrictEqual } from 'node:util';
import { apiKeyHash } from '../../../src/domain/api-key.ts';
import { clientItem } from '../../../src/data/items.ts';
import { blocks, ofType, text, texts } from '../plan.ts';
import type { JsonValue, PlannedResource } from '../plan.ts';
import { everyOfType } from '../rule.ts';
import type { Rule, Sources, Stack } from '../rule.ts';
import { change, drop } from '../spoil.ts';

const clients = (stack: Stack): readonly PlannedResource[] =>
  everyOfType(stack, 'aws_cognito_user_pool_client');
/** @returns how to find a partner's id, as the contract writes it, in a resource's name */
const partnerIn = ({ manifest }: Sources): ((name: string) => string | undefined) => {
  const pattern = new RegExp((manifest.idPatterns['PartnerId'] ?? '(?!)').replace(/^\^|\$$/g, ''));
  return (name) => pattern.exec(name)?.[0];
};

export const everyPartnerHasItsOwn: Rule = {
  name: 'Every partner has its own machine client, a secret to hand over and, in both Regions, its own usage plan with a key, a rate and a quota',
  check(_environment, stack, sources) {
    const partnerOf = partnerIn(sources);
    const partners = clients(stack).flatMap(({ values }) => partnerOf(text(values, 'name')) ?? []);
    const handedOver = everyOfType(stack, 'aws_secretsmanager_secret_version').map(({ values }) =>
      partnerOf(text(values, 'secret_id')),
    );
    const findings = partners.length === 0 ? ['There is no partner.'] : [];
    for (const partner of partners)
      if (!handedOver.includes(partner))
        findings.push(`${partner} has no secret that anybody could hand over.`);
    for (const [step, { settled }] of stack) {
      if (!step.startsWith('app')) continue;
      const plans = new Map(
        ofType(settled, 'aws_api_gateway_usage_plan').map((plan) => [
          partnerOf(text(plan.values, 'name')),
          plan.values,
        ]),
      );
      const keys = new Map(
        ofType(settled, 'aws_api_gateway_api_key').map(({ values }) => [
          partnerOf(text(values, 'name')),
          text(values, 'id'),
        ]),
      );
      const bound = new Set(
        ofType(settled, 'aws_api_gateway_usage_plan_key').map(
          ({ values }) => `${text(values, 'key_id')} ${text(values, 'usage_plan_id')}`,
        ),
      );
      for (const partner of partners) {
        const plan = plans.get(partner);
        if (plan === undefined) findings.push(`${step}: ${partner} has no usage plan.`);
        else if (
          blocks(plan, 'throttle_settings').length === 0 ||
          blocks(plan, 'quota_settings').length === 0 ||
          blocks(plan, 'api_stages').length === 0
        ) {
          findings.push(`${step}: the usage plan of ${partner} limits nothing.`);
        }
        if (!bound.has(`${keys.get(partner)} ${text(plan ?? {}, 'id')}`))
          findings.push(`${step}: ${partner} has no key on its plan.`);
      }
      if (plans.size !== partners.length)
        findings.push(`${step}: there are ${plans.size} usage plans for ${partners.length} partners.`);
    }
    return findings;
  },
  counterexamples: {
    'a partner without a usage plan': (spoiled) => drop(spoiled, 'aws_api_gateway_usage_plan'),
    'a plan without a quota': (spoiled) =>
      change(spoiled, 'aws_api_gateway_usage_plan', (values) => (values['quota_settings'] = [])),
    'a key on no plan': (spoiled) => drop(spoiled, 'aws_api_gateway_usage_plan_key'),
    'a partner whose id is not the contract’s': ({ sources }) => {
      (sources.manifest.idPatterns as Record<string, string>)['PartnerId'] = '^org_[0-9A-Z]{26}$';
    },
    'credentials that nobody can read': (spoiled) => drop(spoiled, 'aws_secretsmanager_secret_version'),
  },
};

export const clientsAreOfTheirKind: Rule = {
  name: 'Client credentials are for partners only; people’s clients have no secret, rotate refresh tokens, and every token can be revoked',
  check(_environment, stack, sources) {
    const partnerOf = partnerIn(sources);
    return clients(stack).flatMap(({ address, values }) => {
      const flows = texts(values['allowed_oauth_flows']);
      const machine = partnerOf(text(values, 'name')) !== undefined;
      const findings =
        values['enable_token_revocation'] === true
          ? []
          : [`${address} issues tokens that nobody can revoke.`];
      if (machine) {
        if (flows.join() !== 'client_credentials') findings.push(`${address} allows ${flows.join(' ')}.`);
        if (values['generate_secret'] !== true) findings.push(`${address} has no secret.`);
        return findings;
      }
      if (flows.includes('client_credentials') || flows.includes('implicit'))
        findings.push(`${address} allows ${flows.join(' ')}.`);
      if (values['generate_secret'] === true)
        findings.push(`${address} has a secret that an app would publish.`);
      if (text(blocks(values, 'refresh_token_rotation')[0] ?? {}, 'feature') !== 'ENABLED')
        findings.push(`${address} does not rotate refresh tokens.`);
      return findings;
    });
  },
  counterexamples: {
    'client credentials for an app': (spoiled) =>
      change(
        spoiled,
        'aws_cognito_user_pool_client',
        (values) => (values['allowed_oauth_flows'] = ['code', 'client_credentials']),
        ({ values }) => partnerIn(spoiled.sources)(text(values, 'name')) === undefined,
      ),
    'a machine that may sign in as a person': (spoiled) =>
      change(
        spoiled,
        'aws_cognito_user_pool_client',
        (values) => (values['allowed_oauth_flows'] = ['client_credentials', 'code']),
        ({ values }) => partnerIn(spoiled.sources)(text(values, 'name')) !== undefined,
      ),
    'refresh tokens that stay the same': (spoiled) =>
      change(spoiled, 'aws_cognito_user_pool_client', (values) => (values['refresh_token_rotation'] = [])),
    'tokens that nobody can revoke': (spoiled) =>
      change(
        spoiled,
        'aws_cognito_user_pool_client',
        (values) => (values['enable_token_revocation'] = false),
      ),
  },
};

/** `{ a: 'x', b: ['y'] }` as DynamoDB writes it. */
const marshalled = (value: unknown): JsonValue => {
  if (typeof value === 'string') return { S: value };
  if (Array.isArray(value)) return { L: value.map(marshalled) };
  throw new Error(`A client has no ${typeof value}.`);
};

/** Values of a partner's API keys. */
const keysOf = (stack: Stack, partnerId: string): string[] => [
  ...new Set(
    everyOfType(stack, 'aws_api_gateway_api_key')
      .filter(({ values }) => text(values, 'name').endsWith(partnerId))
      .map(({ values }) => text(values, 'value')),
  ),
];

export const clientsAreKnownToTheTable: Rule = {
  name: 'The table knows every partner’s client, in the form in which the backend reads it',
  check(_environment, stack, sources) {
    const partnerOf = partnerIn(sources);
    const items = new Map(
      everyOfType(stack, 'aws_dynamodb_table_item').map(({ values }) => [
        (JSON.parse(text(values, 'item')) as { clientId?: { S?: string } }).clientId?.S,
        text(values, 'item'),
      ]),
    );
    return clients(stack).flatMap(({ address, values }) => {
      const partnerId = partnerOf(text(values, 'name'));
      if (partnerId === undefined) return [];
      const clientId = text(values, 'id');
      const item = items.get(clientId);
      if (item === undefined) return [`${address} is unknown to the table.`];
      const apiKeyHashes = keysOf(stack, partnerId).map(apiKeyHash);
      if (apiKeyHashes.length === 0) return [`${address} has no API key that the table could know.`];
      const expected = clientItem({ clientId, partnerId, groups: ['partner'], apiKeyHashes });
      const written = Object.fromEntries(
        Object.entries(expected).map(([name, value]) => [name, marshalled(value)]),
      );
      return isDeepStrictEqual(JSON.parse(item), written)
        ? []
        : [`The item of ${address} is not what the backend reads.`];
    });
  },
  counterexamples: {
    'a client that the table does not know': (spoiled) => drop(spoiled, 'aws_dynamodb_table_item'),
    'a key that the table does not know': (spoiled) =>
      change(spoiled, 'aws_api_gateway_api_key', (values) => (values['value'] = 'another-key')),
    'an item under another key': (spoiled) =>
      change(spoiled, 'aws_dynamodb_table_item', (values) => {
        if (typeof values['item'] === 'string')
          values['item'] = values['item'].replace('CLIENT#', 'CLIENTS#');
      }),
  },
};
