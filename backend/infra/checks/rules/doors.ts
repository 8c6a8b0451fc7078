/** Both doors have what the contracts say, and nothing besides. */
import { isObject, ofType, text, texts } from '../plan.ts';
import type { JsonValue, PlannedResource, Values } from '../plan.ts';
import { everyOfType } from '../rule.ts';
import type { Rule, Sources, Stack } from '../rule.ts';
import { change, drop } from '../spoil.ts';

const apps = (stack: Stack) => [...stack].filter(([step]) => step.startsWith('app'));

const object = (value: JsonValue | undefined): Values => (isObject(value) ? value : {});

/** `GET /invoices` → the operation object of the document that API Gateway imports. */
function routes(api: PlannedResource): ReadonlyMap<string, Values> {
  const document = JSON.parse(text(api.values, 'body')) as Values;
  return new Map(
    Object.entries(object(document['paths'])).flatMap(([path, item]) =>
      Object.entries(object(item))
        .filter(([method]) => method !== 'options')
        .map(([method, operation]): [string, Values] => [
          `${method.toUpperCase()} ${path}`,
          object(operation),
        ]),
    ),
  );
}

/** Scopes and schemes that an operation asks for; `security` is a list of alternatives, each a map of scheme to scopes. */
const required = (operation: Values): Values =>
  Object.assign(
    {},
    ...(Array.isArray(operation['security']) ? operation['security'].filter(isObject) : []),
  ) as Values;

const alike = (one: readonly string[], other: readonly string[]): boolean =>
  [...one].sort().join() === [...other].sort().join();

export const operationsAreRouted: Rule = {
  name: 'Every operation of the contract has its route, its integration with the live alias, its permission and its scopes',
  check(environment, stack, { manifest }) {
    const findings: string[] = [];
    for (const [step, { settled }] of apps(stack)) {
      const [api] = ofType(settled, 'aws_api_gateway_rest_api');
      if (api === undefined) return [`${step} has no REST API.`];
      const document = JSON.parse(text(api.values, 'body')) as Values;
      const schemes = object(object(document['components'])['securitySchemes']);
      const poolScheme = Object.keys(schemes).find((name) =>
        JSON.stringify(schemes[name]).includes('cognito_user_pools'),
      );
      const found = routes(api);
      const permissions = ofType(settled, 'aws_lambda_permission');
      const settings = ofType(settled, 'aws_api_gateway_method_settings').map(({ values }) =>
        text(values, 'method_path'),
      );

      for (const operation of Object.values(manifest.operations)) {
        const route = `${operation.method} ${operation.path}`;
        const says = (what: string) => findings.push(`${step}: ${operation.operationId} (${route}) ${what}`);
        const planned = found.get(route);
        if (planned === undefined) {
          says('has no route.');
          continue;
        }
        const functionName = `northwind-${environment}-${operation.function}`;
        const integration = object(planned['x-amazon-apigateway-integration']);
        if (
          integration['type'] !== 'aws_proxy' ||
          !text(integration, 'uri').includes(`:function:${functionName}:live/`)
        ) {
          says(`is not integrated with ${functionName}:live.`);
        }
        if (
          !permissions.some(
            ({ values }) =>
              text(values, 'principal') === 'apigateway.amazonaws.com' &&
              text(values, 'function_name') === functionName &&
              text(values, 'qualifier') === 'live' &&
              // Any method of this API, and of no other.
              /^arn:aws:execute-api:[\w-]+:\d+:\w+\/\*\/\*$/.test(text(values, 'source_arn')),
          )
        ) {
          says('may not call its function.');
        }
        const security = required(planned);
        if (operation.open) {
          if (Object.keys(security).length > 0) says('is open in the contract and closed here.');
        } else {
          if (poolScheme === undefined || !alike(texts(security[poolScheme]), operation.scopes)) {
            says(`does not ask for ${operation.scopes.join(' ')}.`);
          }
          const asks = security['apiKey'] !== undefined;
          if (asks !== (operation.apiKey === 'required'))
            says(asks ? 'asks for an API key, which people have not.' : 'asks for no API key.');
        }
        if (!settings.includes(`${operation.path.replaceAll('/', '~1')}/${operation.method}`))
          says('has no limits of its own.');
      }
      const known = new Set(
        Object.values(manifest.operations).map(({ method, path }) => `${method} ${path}`),
      );
      for (const route of found.keys())
        if (!known.has(route)) findings.push(`${step}: ${route} is in no contract.`);
    }
    return findings;
  },
  counterexamples: {
    'an operation that the gateway document lost': ({ sources }) => addOperation(sources, { open: false }),
    'a route that no contract has': ({ sources }) => {
      const operations = sources.manifest.operations as Record<string, unknown>;
      const first = Object.keys(operations)[0] ?? '';
      delete operations[first];
    },
    'an operation with a scope that the gateway does not ask for': ({ sources }) => {
      for (const operation of Object.values(sources.manifest.operations)) {
        if (!operation.open) Object.assign(operation, { scopes: ['northwind/other.read'] });
      }
    },
    'an API key that people would need': ({ sources }) => {
      for (const operation of Object.values(sources.manifest.operations))
        Object.assign(operation, { apiKey: 'of-partners' });
    },
    'a usage plan that partners could leave aside': (spoiled) =>
      change(spoiled, 'aws_api_gateway_rest_api', (values) => {
        values['body'] = String(values['body']).replaceAll(/,\s*"apiKey":\s*\[\]/g, '');
      }),
    'an open route for a closed operation': (spoiled) =>
      change(spoiled, 'aws_api_gateway_rest_api', (values) => {
        values['body'] = String(values['body']).replaceAll(/"security":\s*\[\s*\{[^}]*\}/g, '"security":[{}');
      }),
    'an integration with an unpublished version': (spoiled) =>
      change(spoiled, 'aws_api_gateway_rest_api', (values) => {
        values['body'] = String(values['body']).replaceAll(':live/', ':$LATEST/');
      }),
    'a function that the gateway may not call': (spoiled) =>
      drop(
        spoiled,
        'aws_lambda_permission',
        ({ values }) => text(values, 'principal') === 'apigateway.amazonaws.com',
      ),
    'a method without limits': (spoiled) => drop(spoiled, 'aws_api_gateway_method_settings'),
    'limits under a path that API Gateway does not look up': (spoiled) =>
      change(spoiled, 'aws_api_gateway_method_settings', (values) => {
        values['method_path'] = String(values['method_path']).replace(/^~1/, '').replaceAll('~1', '/');
      }),
  },
};

function addOperation(sources: Sources, { open }: { open: boolean }): void {
  const operations = sources.manifest.operations as Record<string, unknown>;
  operations['inventOperation'] = {
    operationId: 'inventOperation',
    method: 'GET',
    path: '/inventions',
    function: 'invoices-api',
    scopes: [],
    open,
  };
}

export const scopesAndGroupsExist: Rule = {
  name: 'The user pool has exactly the scopes and groups of the contract',
  check(_environment, stack, { manifest }) {
    const planned = everyOfType(stack, 'aws_cognito_resource_server').flatMap(({ values }) =>
      (Array.isArray(values['scope']) ? values['scope'] : [])
        .filter(isObject)
        .map((scope) => `${text(values, 'identifier')}/${text(scope, 'scope_name')}`),
    );
    const groups = everyOfType(stack, 'aws_cognito_user_group').map(({ values }) => text(values, 'name'));
    return [
      ...(alike(planned, Object.keys(manifest.scopes))
        ? []
        : [`The resource server has the scopes ${planned.sort().join(' ')}.`]),
      ...(alike(groups, Object.keys(manifest.scopesByGroup))
        ? []
        : [`The pool has the groups ${groups.sort().join(' ')}.`]),
    ];
  },
  counterexamples: {
    'a scope that the pool does not know': ({ sources }) => {
      (sources.manifest.scopes as Record<string, string>)['northwind/new.read'] = 'New';
    },
    'a scope that the contract no longer has': ({ sources }) => {
      const scopes = sources.manifest.scopes as Record<string, string>;
      delete scopes[Object.keys(scopes)[0] ?? ''];
    },
    'a group that is missing': (spoiled) => drop(spoiled, 'aws_cognito_user_group'),
  },
};

export const fieldsAreResolved: Rule = {
  name: 'Every root field of the schema, and every field of the manifest, has its resolver, and no other has one',
  check(_environment, stack, { fields, rootFields }) {
    const findings: string[] = [];
    const named = new Set(fields.fields.map(({ type, field }) => `${type}.${field}`));
    for (const field of rootFields)
      if (!named.has(field)) findings.push(`${field} of the schema is in no manifest.`);
    for (const [step, { settled }] of apps(stack)) {
      const resolvers = new Map(
        ofType(settled, 'aws_appsync_resolver').map(({ values }) => [
          `${text(values, 'type')}.${text(values, 'field')}`,
          values,
        ]),
      );
      for (const { type, field, kind, maxBatchSize } of fields.fields) {
        const resolver = resolvers.get(`${type}.${field}`);
        if (resolver === undefined) findings.push(`${step}: ${type}.${field} has no resolver.`);
        else if (Number(resolver['max_batch_size'] ?? 0) !== (maxBatchSize ?? 0))
          findings.push(`${step}: ${type}.${field} asks its function once for each entry of a list.`);
        else if (text(resolver, 'kind') !== kind.toUpperCase())
          findings.push(`${step}: ${type}.${field} is no ${kind} resolver.`);
        else if (!/export\b/.test(text(resolver, 'code')) || text(resolver, 'code').includes('@@')) {
          findings.push(`${step}: ${type}.${field} has no code that AppSync could run.`);
        }
      }
      for (const name of resolvers.keys())
        if (!named.has(name)) findings.push(`${step}: ${name} has a resolver and is in no manifest.`);
    }
    return findings;
  },
  counterexamples: {
    'a field without a resolver': (spoiled) => drop(spoiled, 'aws_appsync_resolver'),
    'a field of the schema that the manifest forgot': ({ sources }) => {
      (sources.rootFields as string[]).push('Query.forgotten');
    },
    'a resolver for a field that is gone': ({ sources }) => {
      (sources.fields.fields as unknown[]).pop();
    },
    'a field that asks for each entry by itself': ({ sources }) => {
      for (const field of sources.fields.fields) Object.assign(field, { maxBatchSize: 50 });
    },
    'a pipeline deployed as a unit': (spoiled) =>
      change(spoiled, 'aws_appsync_resolver', (values) => (values['kind'] = 'OTHER')),
    'code with a placeholder left in it': (spoiled) =>
      change(
        spoiled,
        'aws_appsync_resolver',
        (values) => (values['code'] = 'export const table = "@@TABLE_NAME@@";'),
      ),
  },
};
