/** The routes of the control as an OpenAPI document, for people who write a client in another language. */
import { controlRoutes, segmentsOf, type ControlRoute } from './routes.ts';

export function controlDocument(version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const [operationId, route] of Object.entries<ControlRoute>(controlRoutes))
    (paths[route.path] ??= {})[route.method.toLowerCase()] = operationOf(operationId, route);
  return {
    openapi: '3.0.3',
    info: { title: "Control of Northwind's sandbox", version },
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      parameters: {
        Session: {
          name: 'Sandbox-Session',
          in: 'header',
          description: 'Keeps the faults of one test or worker apart. Default: a session that all share.',
          schema: { type: 'string', maxLength: 200 },
        },
      },
    },
  };
}

function operationOf(operationId: string, { method, path, summary, input, required }: ControlRoute): object {
  const inPath = segmentsOf(path);
  const others = Object.entries(input).filter(([name]) => !inPath.includes(name));
  const parameter = (name: string, place: 'path' | 'query') => ({
    name,
    in: place,
    required: required.includes(name),
    description: input[name]?.description,
    schema: { type: 'string' },
  });
  const needed = required.filter((name) => !inPath.includes(name));
  const schema = {
    type: 'object',
    properties: Object.fromEntries(others),
    ...(needed.length > 0 ? { required: needed } : {}),
    additionalProperties: false,
  };
  return {
    operationId,
    summary,
    parameters: [
      ...inPath.map((name) => parameter(name, 'path')),
      { $ref: '#/components/parameters/Session' },
      ...(method === 'GET' ? others.map(([name]) => parameter(name, 'query')) : []),
    ],
    ...(method === 'GET' || others.length === 0
      ? {}
      : { requestBody: { content: { 'application/json': { schema } } } }),
    responses: {
      '200': { description: 'Done.', content: { 'application/json': { schema: {} } } },
      '400': { description: 'Not possible; `message` says what, where, and how to put it right.' },
      '401': { description: 'The token is missing or wrong.' },
      '409': { description: 'A fault was set and not met.' },
    },
  };
}
