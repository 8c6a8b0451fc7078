/** Who answers GraphQL is said at the edge, in one step with where the edge leads. */
import vm from 'node:vm';
import { blocks, text, texts, type PlannedResource, type Values } from '../plan.ts';
import { everyOfType, type Rule, type Spoiled, type Stack } from '../rule.ts';
import { change, drop } from '../spoil.ts';

interface ViewerResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, { readonly value: string }>>;
  readonly body: string;
}

interface Outcome {
  /** Id of the origin that was chosen; undefined: that of the behavior stays. */
  readonly origin?: string;
  /** Absent where the request goes on. */
  readonly response?: ViewerResponse;
}

/**
 * What a function of the edge does with a request while the store has `stored`. It is our own code: `vm` gives it a scope, not a cage. What it
 * waits for is made in there as well, so that everything is over when its evaluation is.
 */
function outcomeOf(code: string, uri: string, stored: string | undefined): Outcome {
  const result: { outcome: string } = { outcome: '{}' };
  const edge = `
    const outcome = {};
    const cf = {
      kvs: () => ({ get: async () => { if (stored === undefined) throw new Error('KeyNotFound'); return stored; } }),
      selectRequestOriginById: (id) => { outcome.origin = id; },
    };
    const console = { log() {} };`;
  const call = `
    const request = { uri };
    Promise.resolve(handler({ request })).then((answer) => {
      if (answer !== request) outcome.response = answer;
      result.outcome = JSON.stringify(outcome);
    }, () => {});`;
  const script = [edge, code.replace(/^\s*import cf from 'cloudfront';$/m, ''), call].join('\n');
  vm.runInNewContext(script, { result, uri, stored }, { microtaskMode: 'afterEvaluate' });
  return JSON.parse(result.outcome) as Outcome;
}

/** What is wrong with what is said where the edge leads to `host`. */
function answerFindings(
  address: string,
  response: ViewerResponse | undefined,
  host: string,
): readonly string[] {
  if (response === undefined)
    return [`${address} does not say who answers GraphQL: no live stream survives a failover.`];
  const { statusCode, headers, body } = response;
  const said = JSON.parse(body) as { host?: unknown; refreshSeconds?: unknown };
  const pace = said.refreshSeconds;
  return [
    ...(said.host === host
      ? []
      : [`${address} says that ${String(said.host)} answers, and the edge leads to ${host}.`]),
    ...(typeof pace === 'number' && pace >= 1 && pace <= 15
      ? []
      : [`${address}: a stream that its Region did not end is away for more than a minute.`]),
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

const behaviorsOf = ({ values }: PlannedResource, path: string): readonly Values[] =>
  blocks(values, 'ordered_cache_behavior').filter((behavior) => text(behavior, 'path_pattern') === path);

/** Regions that have an app, the primary first. */
const regionsOf = (stack: Stack): readonly string[] =>
  [...stack.keys()].flatMap((step) => (step.startsWith('app ') ? [step.slice('app '.length)] : []));

/** What is wrong with one function of the edge, whatever the store has. */
function functionFindings(
  distribution: PlannedResource,
  code: string,
  stack: Stack,
  discoveryPath: string,
): readonly string[] {
  const { address, values } = distribution;
  const hosts = new Map(
    blocks(values, 'origin').map((origin) => [text(origin, 'origin_id'), text(origin, 'domain_name')]),
  );
  const regions = regionsOf(stack);
  const stored = [...regions, undefined, 'us-east-1', 'toString'];
  return stored.flatMap((region) => {
    const { origin = '', response } = outcomeOf(code, '/graphql/realtime', region);
    const host = hosts.get(origin) ?? 'nobody';
    const meant = region !== undefined && regions.includes(region) ? region : regions[0];
    return [
      ...(response === undefined && host.includes(`.${meant ?? 'no Region'}.`)
        ? []
        : [`${address} leads to ${host} while the store has ${String(region)}.`]),
      ...answerFindings(address, outcomeOf(code, discoveryPath, region).response, host),
    ];
  });
}

export const discoveryFollowsTheOrigin: Rule = {
  name: 'The edge leads to the Region that its store names, says so at the contract’s path, and has the primary without the store',
  check(_environment, stack, { manifest: { graphqlDiscoveryPath } }) {
    const stores = new Set(
      everyOfType(stack, 'aws_cloudfront_key_value_store').map(({ values }) => text(values, 'arn')),
    );
    const codes = new Map(
      everyOfType(stack, 'aws_cloudfront_function').map(({ values }) => [
        text(values, 'arn'),
        values['publish'] === true &&
        texts(values['key_value_store_associations']).every((arn) => stores.has(arn))
          ? text(values, 'code')
          : '',
      ]),
    );
    const doors = everyOfType(stack, 'aws_cloudfront_distribution').filter(
      (distribution) => behaviorsOf(distribution, '/graphql').length > 0,
    );
    if (doors.length !== 1) return [`${doors.length} distributions lead to GraphQL.`];
    return doors.flatMap((distribution) => {
      const associated = [graphqlDiscoveryPath, '/graphql', '/graphql/*'].map((path) =>
        behaviorsOf(distribution, path)
          .flatMap((behavior) => blocks(behavior, 'function_association'))
          .filter((association) => text(association, 'event_type') === 'viewer-request')
          .map((association) => text(association, 'function_arn'))
          .join(),
      );
      const [arn = ''] = associated;
      const code = codes.get(arn);
      if (!code || associated.some((other) => other !== arn))
        return [`${distribution.address} has no one function that leads GraphQL and says where.`];
      return functionFindings(distribution, code, stack, graphqlDiscoveryPath);
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
    'an edge that leads requests and no sockets': (spoiled) =>
      change(spoiled, 'aws_cloudfront_distribution', (values) => {
        for (const behavior of blocks(values, 'ordered_cache_behavior'))
          if (text(behavior, 'path_pattern') === '/graphql/*')
            Object.assign(behavior, { function_association: [] });
      }),
    'a document at another path': ({ sources }) =>
      Object.assign(sources.manifest, { graphqlDiscoveryPath: '/elsewhere' }),
    'a function that is not published': (spoiled) =>
      change(spoiled, 'aws_cloudfront_function', (values) => (values['publish'] = false)),
    'no function': (spoiled) => drop(spoiled, 'aws_cloudfront_function'),
    'a function without the store': (spoiled) => drop(spoiled, 'aws_cloudfront_key_value_store'),
    'a function that hears of responses': (spoiled) =>
      change(spoiled, 'aws_cloudfront_distribution', (values) => {
        for (const behavior of blocks(values, 'ordered_cache_behavior'))
          for (const association of blocks(behavior, 'function_association'))
            Object.assign(association, { event_type: 'viewer-response' });
      }),
    ...edited({
      'an hour with a Region that has been left': ['refreshSeconds: 15', 'refreshSeconds: 3600'],
      'a minute with a Region that has been left': ['refreshSeconds: 15', 'refreshSeconds: 60'],
      'a document that browsers keep': ['no-store', 'max-age=3600'],
      'a document that no page may read': ['access-control-allow-origin', 'x-nothing'],
      'a document that is not found': ['statusCode: 200', 'statusCode: 404'],
      'an edge that stays with the primary': ['return region;', 'return "eu-central-1";'],
      'an edge that answers no more without its store': ['catch (error)', 'finally'],
      'an edge that leads to a Region that there is not': ["typeof hosts[region] === 'string'", 'region'],
      'an edge that chooses no origin': ['cf.selectRequestOriginById', 'String'],
    }),
  },
};

/** Counterexamples in which one text of the function's code is another. @throws Error where the code does not have it */
function edited(edits: Readonly<Record<string, readonly [before: string, after: string]>>) {
  return Object.fromEntries(
    Object.entries(edits).map(([name, [before, after]]) => [
      name,
      (spoiled: Spoiled) =>
        change(spoiled, 'aws_cloudfront_function', (values) => {
          const code = text(values, 'code');
          if (!code.includes(before)) throw new Error(`The edge's function has no “${before}”.`);
          values['code'] = code.replace(before, after);
        }),
    ]),
  );
}
