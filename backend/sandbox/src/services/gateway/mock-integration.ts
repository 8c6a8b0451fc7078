import { GatewayRefusal } from './gateway-responses.ts';
import type { GatewayAnswer } from './gateway-request.ts';
import type { Method } from './import-document.ts';

/**
 * A mock integration: the request template names a status, and the integration response for it gives constant headers.
 * It answers CORS preflights. AWS: "Mock integrations for REST APIs in API Gateway".
 */
export function answerMock(method: Method): GatewayAnswer {
  const template = method.integration.requestTemplates?.['application/json'] ?? '{}';
  const status = /"statusCode"\s*:\s*"?(\d{3})/.exec(template)?.[1] ?? '200';
  const responses = method.integration.responses ?? {};
  const response = responses[status] ?? responses['default'];
  if (!response) throw new GatewayRefusal('API_CONFIGURATION_ERROR');
  const headers = Object.entries(response.responseParameters ?? {}).flatMap(
    ([target, source]): [string, string][] => {
      const name = /^method\.response\.header\.(.+)$/.exec(target)?.[1];
      const value = /^'(.*)'$/s.exec(source)?.[1];
      return name !== undefined && value !== undefined ? [[name, value]] : [];
    },
  );
  const body = response.responseTemplates?.['application/json'] ?? '';
  return { statusCode: Number(response.statusCode), headers, body: Buffer.from(body) };
}
