/** The way in: firewalls, and how everything has to speak. */
import { blocks, ofType, text, texts } from '../plan.ts';
import type { PlannedResource } from '../plan.ts';
import { everywhere } from '../rule.ts';
import type { Rule, Stack } from '../rule.ts';
import { change, drop } from '../spoil.ts';

const all = (stack: Stack, type: string): readonly PlannedResource[] =>
  everywhere(stack, (plan) => ofType(plan, type));

const edgeGroups = [
  'AWSManagedRulesCommonRuleSet',
  'AWSManagedRulesKnownBadInputsRuleSet',
  'AWSManagedRulesAmazonIpReputationList',
  'AWSManagedRulesBotControlRuleSet',
];

export const firewallsStand: Rule = {
  name: 'The edge has its four managed groups and 1,000 requests a minute and address; behind it both origins refuse whoever goes around',
  check(_environment, stack) {
    const acls = all(stack, 'aws_wafv2_web_acl');
    const findings: string[] = [];
    const rules = ({ values }: PlannedResource) => blocks(values, 'rule');
    const edges = acls.filter(({ values }) => text(values, 'scope') === 'CLOUDFRONT');
    if (edges.length !== 1) findings.push(`There are ${edges.length} web ACLs for the edge.`);
    for (const edge of edges) {
      const written = JSON.stringify(rules(edge));
      for (const group of edgeGroups)
        if (!written.includes(`"${group}"`)) findings.push(`${edge.address} lacks ${group}.`);
      const rates = rules(edge).flatMap((rule) =>
        blocks(blocks(rule, 'statement')[0] ?? {}, 'rate_based_statement'),
      );
      if (
        !rates.some(
          (rate) =>
            rate['limit'] === 1000 &&
            rate['evaluation_window_sec'] === 60 &&
            rate['aggregate_key_type'] === 'IP',
        )
      ) {
        findings.push(`${edge.address} has no limit of 1,000 a minute and address.`);
      }
      for (const { address, values } of all(stack, 'aws_cloudfront_distribution')) {
        if (text(values, 'web_acl_id') !== text(edge.values, 'arn'))
          findings.push(`${address} has no firewall.`);
      }
    }
    const guarded = new Map(
      all(stack, 'aws_wafv2_web_acl_association').map(({ values }) => [
        text(values, 'resource_arn'),
        text(values, 'web_acl_arn'),
      ]),
    );
    const closed = new Set(
      acls
        .filter(({ values }) => blocks(blocks(values, 'default_action')[0] ?? {}, 'block').length > 0)
        .map(({ values }) => text(values, 'arn')),
    );
    for (const { address, values } of [
      ...all(stack, 'aws_api_gateway_stage'),
      ...all(stack, 'aws_appsync_graphql_api'),
    ]) {
      if (!closed.has(guarded.get(text(values, 'arn')) ?? ''))
        findings.push(`${address} lets everybody around the edge.`);
    }
    return findings;
  },
  counterexamples: {
    'an edge without bot control': (spoiled) =>
      change(
        spoiled,
        'aws_wafv2_web_acl',
        (values) =>
          (values['rule'] = blocks(values, 'rule').filter(
            ({ name }) => name !== 'AWSManagedRulesBotControlRuleSet',
          )),
      ),
    'a rate over five minutes': (spoiled) =>
      change(
        spoiled,
        'aws_wafv2_web_acl',
        (values) =>
          (values['rule'] = JSON.parse(
            JSON.stringify(values['rule']).replaceAll(
              '"evaluation_window_sec":60',
              '"evaluation_window_sec":300',
            ),
          )),
      ),
    'a distribution without a firewall': (spoiled) =>
      change(spoiled, 'aws_cloudfront_distribution', (values) => (values['web_acl_id'] = null)),
    'an origin without a firewall': (spoiled) => drop(spoiled, 'aws_wafv2_web_acl_association'),
    'an origin that lets everybody in': (spoiled) =>
      change(
        spoiled,
        'aws_wafv2_web_acl',
        (values) => (values['default_action'] = [{ allow: [{}], block: [] }]),
      ),
  },
};

const cloudfrontFloors = ['TLSv1.2_2021', 'TLSv1.2_2025', 'TLSv1.3_2025'];

export const tlsHasAFloor: Rule = {
  name: 'Everything speaks TLS 1.2 at least: viewers, origins, custom domains; HTTP/3 at the edge',
  check(_environment, stack) {
    const findings: string[] = [];
    for (const { address, values } of all(stack, 'aws_cloudfront_distribution')) {
      if (
        !cloudfrontFloors.includes(
          text(blocks(values, 'viewer_certificate')[0] ?? {}, 'minimum_protocol_version'),
        )
      )
        findings.push(`${address} speaks old TLS.`);
      if (text(values, 'http_version') !== 'http2and3') findings.push(`${address} does not speak HTTP/3.`);
      for (const behavior of [
        ...blocks(values, 'default_cache_behavior'),
        ...blocks(values, 'ordered_cache_behavior'),
      ]) {
        if (!['https-only', 'redirect-to-https'].includes(text(behavior, 'viewer_protocol_policy')))
          findings.push(`${address} answers in plain text.`);
      }
      for (const origin of blocks(values, 'origin').flatMap((each) => blocks(each, 'custom_origin_config'))) {
        if (
          text(origin, 'origin_protocol_policy') !== 'https-only' ||
          texts(origin['origin_ssl_protocols']).join() !== 'TLSv1.2'
        )
          findings.push(`${address} asks an origin over something older.`);
      }
    }
    for (const { address, values } of all(stack, 'aws_api_gateway_domain_name')) {
      if (!/^(TLS_1_2|SecurityPolicy_TLS13_.*)$/.test(text(values, 'security_policy')))
        findings.push(`${address} speaks old TLS.`);
    }
    for (const { address, values } of all(stack, 'aws_route53_health_check'))
      if (text(values, 'type') !== 'HTTPS') findings.push(`${address} asks in plain text.`);
    return findings;
  },
  counterexamples: {
    'TLS 1.0 for viewers': (spoiled) =>
      change(
        spoiled,
        'aws_cloudfront_distribution',
        (values) => (values['viewer_certificate'] = [{ minimum_protocol_version: 'TLSv1' }]),
      ),
    'a default certificate': (spoiled) =>
      change(
        spoiled,
        'aws_cloudfront_distribution',
        (values) => (values['viewer_certificate'] = [{ cloudfront_default_certificate: true }]),
      ),
    'plain text at the edge': (spoiled) =>
      change(
        spoiled,
        'aws_cloudfront_distribution',
        (values) => (values['default_cache_behavior'] = [{ viewer_protocol_policy: 'allow-all' }]),
      ),
    'an edge without HTTP/3': (spoiled) =>
      change(spoiled, 'aws_cloudfront_distribution', (values) => (values['http_version'] = 'http2')),
    'TLS 1.0 at the origin': (spoiled) =>
      change(spoiled, 'aws_api_gateway_domain_name', (values) => (values['security_policy'] = 'TLS_1_0')),
  },
};
