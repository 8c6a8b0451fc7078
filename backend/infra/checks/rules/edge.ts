/** The way in: firewalls, and how everything has to speak. */
import { blocks, text, texts } from '../plan.ts';
import type { PlannedResource, Values } from '../plan.ts';
import { everyOfType } from '../rule.ts';
import type { Rule, Stack } from '../rule.ts';
import { change, drop } from '../spoil.ts';

const edgeGroups = [
  'AWSManagedRulesCommonRuleSet',
  'AWSManagedRulesKnownBadInputsRuleSet',
  'AWSManagedRulesAmazonIpReputationList',
  'AWSManagedRulesSQLiRuleSet',
  'AWSManagedRulesBotControlRuleSet',
];

export const firewallsStand: Rule = {
  name: 'The edge has its five managed groups and 1,000 requests a minute and address; behind it both origins refuse whoever goes around',
  check(_environment, stack) {
    const acls = everyOfType(stack, 'aws_wafv2_web_acl');
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
      for (const { address, values } of everyOfType(stack, 'aws_cloudfront_distribution')) {
        if (text(values, 'web_acl_id') !== text(edge.values, 'arn'))
          findings.push(`${address} has no firewall.`);
      }
    }
    const guarded = new Map(
      everyOfType(stack, 'aws_wafv2_web_acl_association').map(({ values }) => [
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
      ...everyOfType(stack, 'aws_api_gateway_stage'),
      ...everyOfType(stack, 'aws_appsync_graphql_api'),
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

export const plansFitTheFirewall: Rule = {
  name: 'The edge lets every partner have what its usage plan promises, and slows down whoever makes up keys',
  check(_environment, stack) {
    const promised = Math.max(
      0,
      ...everyOfType(stack, 'aws_api_gateway_usage_plan').flatMap(({ values }) =>
        blocks(values, 'throttle_settings').map((settings) => 60 * Number(settings['rate_limit'] ?? 0)),
      ),
    );
    return everyOfType(stack, 'aws_wafv2_web_acl')
      .filter(({ values }) => text(values, 'scope') === 'CLOUDFRONT')
      .flatMap(({ address, values }) => {
        const rates = blocks(values, 'rule')
          .flatMap((rule) =>
            blocks(rule, 'statement').flatMap((statement) => blocks(statement, 'rate_based_statement')),
          )
          .map((rate) => ({
            limit: Number(rate['limit']),
            byKey:
              text(rate, 'aggregate_key_type') === 'CUSTOM_KEYS' &&
              JSON.stringify(rate['custom_key']).includes('"x-api-key"'),
            onePath: blocks(rate, 'scope_down_statement').some(
              (scope) => blocks(scope, 'byte_match_statement').length > 0,
            ),
            withoutKey: blocks(rate, 'scope_down_statement').some(
              (scope) => blocks(scope, 'not_statement').length > 0,
            ),
          }))
          .filter(({ onePath }) => !onePath);
        const low = rates.filter(({ limit, withoutKey }) => !withoutKey && limit < promised);
        return [
          ...(rates.some(({ byKey }) => byKey) ? [] : [`${address} counts no partner by its key.`]),
          ...(rates.some(({ byKey, withoutKey }) => !byKey && !withoutKey)
            ? []
            : [`${address} gives whoever makes up keys a limit for each.`]),
          ...low.map(
            ({ limit }) =>
              `${address} stops a partner at ${limit} a minute, and its plan promises ${promised}.`,
          ),
        ];
      });
  },
  counterexamples: {
    'a plan that is larger than the firewall': (spoiled) =>
      change(spoiled, 'aws_api_gateway_usage_plan', (values) => {
        for (const settings of blocks(values, 'throttle_settings'))
          Object.assign(settings, { rate_limit: 100_000 });
      }),
    'partners counted by their address only': (spoiled) =>
      change(spoiled, 'aws_wafv2_web_acl', (values) => {
        values['rule'] = JSON.parse(JSON.stringify(values['rule']).replaceAll('"CUSTOM_KEYS"', '"IP"'));
      }),
  },
};

/** Values of a header that the edge sends to its origins. */
const sentTokens = (stack: Stack): ReadonlySet<string> =>
  new Set(
    everyOfType(stack, 'aws_cloudfront_distribution').flatMap(({ values }) =>
      blocks(values, 'origin').flatMap((origin) =>
        blocks(origin, 'custom_header')
          .filter((header) => text(header, 'name') === 'x-origin-token')
          .map((header) => text(header, 'value')),
      ),
    ),
  );

/** Values of the edge's header that a web ACL lets in, and how each is compared. */
const acceptedTokens = ({ values }: PlannedResource) =>
  blocks(values, 'rule')
    .flatMap((rule) =>
      blocks(rule, 'statement').flatMap((statement) => blocks(statement, 'byte_match_statement')),
    )
    .filter((match) => JSON.stringify(match['field_to_match']).includes('"x-origin-token"'))
    .map((match) => ({
      value: text(match, 'search_string'),
      exact:
        text(match, 'positional_constraint') === 'EXACTLY' &&
        blocks(match, 'text_transformation').every(
          (transformation) => text(transformation, 'type') === 'NONE',
        ),
    }));

export const originsKnowTheEdge: Rule = {
  name: 'Both origins let the edge in by the token that it sends, compared exactly',
  check(_environment, stack) {
    const sent = sentTokens(stack);
    if (sent.size !== 1)
      return [`The edge sends ${sent.size} tokens to its origins: they would refuse it, or anybody gets in.`];
    return everyOfType(stack, 'aws_wafv2_web_acl')
      .filter(
        ({ values }) =>
          text(values, 'scope') === 'REGIONAL' &&
          blocks(values, 'default_action').some((action) => blocks(action, 'block').length > 0),
      )
      .flatMap((acl) => {
        const accepted = acceptedTokens(acl);
        return [
          ...(accepted.some(({ value }) => sent.has(value))
            ? []
            : [`${acl.address} refuses the edge: it knows another token.`]),
          ...accepted
            .filter(({ exact, value }) => !exact || value.length < 32)
            .map(
              () =>
                `${acl.address} compares the token loosely: part of it, or another case of it, opens the door.`,
            ),
        ];
      });
  },
  counterexamples: {
    'an edge that sends no token': (spoiled) =>
      change(spoiled, 'aws_cloudfront_distribution', (values) => {
        for (const origin of blocks(values, 'origin')) Object.assign(origin, { custom_header: [] });
      }),
    'an origin that knows another token': (spoiled) =>
      change(spoiled, 'aws_wafv2_web_acl', (values) => {
        values['rule'] = JSON.parse(
          JSON.stringify(values['rule']).replaceAll(/"search_string":"[^"]*"/g, '"search_string":"other"'),
        );
      }),
    'a token that has to be contained only': (spoiled) =>
      change(spoiled, 'aws_wafv2_web_acl', (values) => {
        values['rule'] = JSON.parse(JSON.stringify(values['rule']).replaceAll('"EXACTLY"', '"CONTAINS"'));
      }),
  },
};

/** Rules of a web ACL that compare the path, whatever they do then: the path and the rule's priority. */
const comparingPaths = ({ values }: PlannedResource, inside: (statement: Values) => readonly Values[]) =>
  blocks(values, 'rule').flatMap((rule) =>
    blocks(rule, 'statement')
      .flatMap(inside)
      .flatMap((statement) => blocks(statement, 'byte_match_statement'))
      .filter((match) =>
        blocks(match, 'field_to_match').some((field) => blocks(field, 'uri_path').length > 0),
      )
      .map((match) => ({ path: text(match, 'search_string'), priority: Number(rule['priority']) })),
  );

export const openPathsHaveARate: Rule = {
  name: 'A path that an origin answers without the edge’s token, which Route 53’s checkers call, has a rate of its own for each address',
  check(_environment, stack) {
    const acls = everyOfType(stack, 'aws_wafv2_web_acl');
    const limited = (acl: PlannedResource) =>
      comparingPaths(acl, (statement) =>
        blocks(statement, 'rate_based_statement').flatMap((rate) => blocks(rate, 'scope_down_statement')),
      );
    const edges = acls.filter(({ values }) => text(values, 'scope') === 'CLOUDFRONT');
    const open = acls
      .filter((acl) => !edges.includes(acl))
      .flatMap((acl) =>
        comparingPaths(acl, (statement) => [statement]).map((opened) => ({ acl, ...opened })),
      );
    return [
      ...(open.length === 0 ? ['No origin answers Route 53’s checkers: both Regions look ill.'] : []),
      ...open
        .filter(
          ({ acl, path, priority }) =>
            !limited(acl).some((limit) => limit.path === path && limit.priority < priority),
        )
        .map(
          ({ acl, path }) => `${acl.address}: anybody can use up what ${path} answers, and so move traffic.`,
        ),
      ...open.flatMap(({ path }) =>
        edges
          .filter((edge) => !limited(edge).some((limit) => limit.path === path))
          .map(({ address }) => `${address} lets one address use up what ${path} answers.`),
      ),
    ];
  },
  counterexamples: {
    'a health check that anybody may use up': (spoiled) =>
      change(spoiled, 'aws_wafv2_web_acl', (values) => {
        values['rule'] = blocks(values, 'rule').filter(({ name }) => name !== 'RateOfOpenPath');
      }),
    'a rate behind the rule that lets in': (spoiled) =>
      change(spoiled, 'aws_wafv2_web_acl', (values) => {
        for (const rule of blocks(values, 'rule'))
          if (rule['name'] === 'RateOfOpenPath') Object.assign(rule, { priority: 99 });
      }),
    'an origin that refuses Route 53': (spoiled) =>
      change(spoiled, 'aws_wafv2_web_acl', (values) => {
        values['rule'] = blocks(values, 'rule').filter(({ name }) => name !== 'HealthCheck');
      }),
  },
};

const cloudfrontFloors = ['TLSv1.2_2021', 'TLSv1.2_2025', 'TLSv1.3_2025'];

export const tlsHasAFloor: Rule = {
  name: 'Everything speaks TLS 1.2 at least: viewers, origins, custom domains; HTTP/3 at the edge',
  check(_environment, stack) {
    const findings: string[] = [];
    for (const { address, values } of everyOfType(stack, 'aws_cloudfront_distribution')) {
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
    for (const { address, values } of everyOfType(stack, 'aws_api_gateway_domain_name')) {
      if (!/^(TLS_1_2|SecurityPolicy_TLS13_.*)$/.test(text(values, 'security_policy')))
        findings.push(`${address} speaks old TLS.`);
    }
    for (const { address, values } of everyOfType(stack, 'aws_route53_health_check'))
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
