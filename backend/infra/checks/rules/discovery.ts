/** Who answers GraphQL is said at the edge, in one step with where the edge leads. */
import vm from 'node:vm';
import { blocks, text, type PlannedResource, type Values } from '../plan.ts';
import { everyOfType, type Rule } from '../rule.ts';
import { change, drop } from '../spoil.ts';

interface ViewerResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, { readonly value: string }>>;
  readonly body: string;
}

/** What a function of the edge answers in the place of an origin. It is our own code: `vm` gives it a scope, not a cage. */
const answerOf = (code: string): ViewerResponse =>
  vm.runInNewContext(`${code};handler({ request: {} })`, {}) as ViewerResponse;

/** What is wrong with the answer of an edge whose GraphQL origin is `host`. */
function answerFindings(address: string, code: string, host: string): readonly string[] {
  const { statusCode, headers, body } = answerOf(code);
  const said = JSON.parse(body) as { host?: unknown; refreshSeconds?: unknown };
  const pace = said.refreshSeconds;
  return [
    ...(said.host === host
      ? []
      : [`${address} says that ${String(said.host)} answers, and the edge leads to ${host}.`]),
    ...(typeof pace === 'number' && pace >= 1 && pace <= 60
      ? []
      : [`${address}: a stream may stay for more than a minute with a Region that has been left.`]),
    ...(statusCode === 200 && headers['content-type']?.value === 'application/json'
      ? []
      : [`${address} answers with no document.`]),
    ...(headers['cache-control']?.value === 'no-store'
      ? []
      : [`${address} lets browsers keep the document.`]),
    ...(headers['access-control-allow-origin']?.value === '*'
      ? []
      : [`No page may read what ${address} says.`]),
  ];
}

export const discoveryFollowsTheOrigin: Rule = {
  name: 'The edge says which Region answers GraphQL at the contract’s path, and leads there',
  check(_environment, stack, { manifest: { graphqlDiscoveryPath } }) {
    const codes = new Map(
      everyOfType(stack, 'aws_cloudfront_function').map(({ values }) => [
        text(values, 'arn'),
        values['publish'] === true ? text(values, 'code') : '',
      ]),
    );
    const behaviorsOf = ({ values }: PlannedResource, path: string): readonly Values[] =>
      blocks(values, 'ordered_cache_behavior').filter((behavior) => text(behavior, 'path_pattern') === path);
    const doors = everyOfType(stack, 'aws_cloudfront_distribution').filter(
      (distribution) => behaviorsOf(distribution, '/graphql').length > 0,
    );
    if (doors.length !== 1) return [`${doors.length} distributions lead to GraphQL.`];
    return doors.flatMap((distribution) => {
      const origin = text(behaviorsOf(distribution, '/graphql')[0] ?? {}, 'target_origin_id');
      const host = blocks(distribution.values, 'origin')
        .filter((candidate) => text(candidate, 'origin_id') === origin)
        .map((candidate) => text(candidate, 'domain_name'))
        .join();
      const associations = behaviorsOf(distribution, graphqlDiscoveryPath).flatMap((behavior) =>
        blocks(behavior, 'function_association'),
      );
      const code = codes.get(text(associations[0] ?? {}, 'function_arn'));
      if (
        associations.length !== 1 ||
        text(associations[0] ?? {}, 'event_type') !== 'viewer-request' ||
        !code
      )
        return [
          `${distribution.address} does not say who answers GraphQL: no live stream survives a failover.`,
        ];
      return answerFindings(distribution.address, code, host);
    });
  },
  counterexamples: {
    'an edge that leads to another Region than it says': (spoiled) =>
      change(spoiled, 'aws_cloudfront_distribution', (values) => {
        for (const origin of blocks(values, 'origin'))
          Object.assign(origin, { domain_name: 'graphql.eu-west-1.example.com' });
      }),
    'an edge that says nothing': (spoiled) =>
      change(spoiled, 'aws_cloudfront_distribution', (values) => {
        for (const behavior of blocks(values, 'ordered_cache_behavior'))
          Object.assign(behavior, { function_association: [] });
      }),
    'a document at another path': ({ sources }) =>
      Object.assign(sources.manifest, { graphqlDiscoveryPath: '/elsewhere' }),
    'a function that is not published': (spoiled) =>
      change(spoiled, 'aws_cloudfront_function', (values) => (values['publish'] = false)),
    'no function': (spoiled) => drop(spoiled, 'aws_cloudfront_function'),
    'a function that hears of responses': (spoiled) =>
      change(spoiled, 'aws_cloudfront_distribution', (values) => {
        for (const behavior of blocks(values, 'ordered_cache_behavior'))
          for (const association of blocks(behavior, 'function_association'))
            Object.assign(association, { event_type: 'viewer-response' });
      }),
    ...Object.fromEntries(
      (
        [
          ['an hour with a Region that has been left', '"refreshSeconds":60', '"refreshSeconds":3600'],
          ['a document that browsers keep', 'no-store', 'max-age=3600'],
          ['a document that no page may read', 'access-control-allow-origin', 'x-nothing'],
          ['a document that is not found', 'statusCode: 200', 'statusCode: 404'],
        ] as const
      ).map(([name, before, after]) => [
        name,
        (spoiled) =>
          change(
            spoiled,
            'aws_cloudfront_function',
            (values) => (values['code'] = text(values, 'code').replace(before, after)),
          ),
      ]) satisfies [string, Rule['counterexamples'][string]][],
    ),
  },
};
