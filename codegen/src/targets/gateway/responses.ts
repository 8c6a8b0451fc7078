/**
 * The gateway's own refusals as the API's problem documents ("Gateway responses for REST APIs in API Gateway"). Templates there are
 * plain substitution of `$context.…`, not VTL, and only variables that are safe inside JSON are used.
 */
import type { ContractDescription } from '../backend/manifest.ts';
import { restMistake } from '../../contract/openapi/read.ts';

interface Refusal {
  code: string;
  detail: string;
  /** JSON text of `errors`; `$context.error.messageString` is a quoted text. */
  errors?: string;
  headers?: Record<string, string>;
}

const signIn = {
  code: 'unauthenticated',
  detail: 'The access token is missing, not valid or expired.',
  headers: { 'WWW-Authenticate': 'Bearer' },
};
const ourFault = {
  code: 'internal_error',
  detail: 'Repeat the call; if it fails again, tell us the request id.',
};
const noRoute = { code: 'route_not_found', detail: 'No operation has this method and path.' };

/** Every type of "Gateway response types for API Gateway", so that none falls back to AWS's own words. */
export const refusals: Record<string, Refusal> = {
  ACCESS_DENIED: {
    code: 'insufficient_scope',
    detail: 'The access token does not hold the scope that this operation needs.',
  },
  API_CONFIGURATION_ERROR: ourFault,
  AUTHORIZER_CONFIGURATION_ERROR: ourFault,
  AUTHORIZER_FAILURE: ourFault,
  BAD_REQUEST_BODY: {
    code: 'invalid_json',
    detail: 'The body must be one JSON object.',
    errors: '[{"pointer":"","message":"must be one JSON object"}]',
  },
  BAD_REQUEST_PARAMETERS: {
    code: 'invalid_request',
    detail: 'A required parameter is missing.',
    errors: '[{"pointer":"","message":$context.error.messageString}]',
  },
  DEFAULT_4XX: { code: 'invalid_request', detail: 'The request cannot be answered as it is.' },
  DEFAULT_5XX: ourFault,
  EXPIRED_TOKEN: signIn,
  INTEGRATION_FAILURE: {
    code: 'service_unavailable',
    detail: 'Repeat the call in a moment, with the same idempotency key.',
    headers: { 'Retry-After': '1' },
  },
  INTEGRATION_TIMEOUT: { code: 'upstream_timeout', detail: 'Repeat the call with the same idempotency key.' },
  INVALID_API_KEY: { code: 'invalid_api_key', detail: 'Send your API key as x-api-key.' },
  INVALID_SIGNATURE: signIn,
  // API Gateway says this of a path or method that does not exist; a missing token of a known one is UNAUTHORIZED.
  MISSING_AUTHENTICATION_TOKEN: noRoute,
  QUOTA_EXCEEDED: {
    code: 'quota_exceeded',
    detail: 'The quota of your usage plan is used up; it is renewed at midnight UTC.',
    headers: { 'Retry-After': '3600', 'RateLimit-Remaining': '0', 'RateLimit-Reset': '3600' },
  },
  REQUEST_TOO_LARGE: { code: 'content_too_large', detail: 'Send a smaller body.' },
  RESOURCE_NOT_FOUND: noRoute,
  THROTTLED: {
    code: 'rate_limited',
    detail: 'Wait as long as Retry-After says.',
    headers: { 'Retry-After': '1', 'RateLimit-Remaining': '0', 'RateLimit-Reset': '1' },
  },
  UNAUTHORIZED: signIn,
  UNSUPPORTED_MEDIA_TYPE: { code: 'unsupported_media_type', detail: 'Send the body as application/json.' },
  WAF_FILTERED: {
    code: 'request_blocked',
    detail: 'Our firewall refused this request; tell us the request id if it should not have.',
  },
};

export function gatewayResponses(
  { problems, problemTypeBase }: Pick<ContractDescription, 'problems' | 'problemTypeBase'>,
  corsHeaders: Record<string, string>,
): Record<string, object> {
  return Object.fromEntries(
    Object.entries(refusals).map(([type, { code, detail, errors, headers }]) => {
      const problem = problems[code];
      if (problem === undefined)
        throw restMistake(
          ['components', 'schemas', 'ProblemCode'],
          `ProblemCode has no ${code}, which the gateway answers with (${type}): keep it, or change codegen/src/targets/gateway/responses.ts.`,
        );
      const fixed = { 'Content-Type': 'application/problem+json', ...headers, ...corsHeaders };
      const template = [
        `"type":"${problemTypeBase}${code}"`,
        `"title":${JSON.stringify(problem.title)}`,
        `"status":${problem.status}`,
        `"detail":${JSON.stringify(detail)}`,
        '"instance":"$context.path"',
        `"code":"${code}"`,
        '"requestId":"$context.requestId"',
        ...(errors === undefined ? [] : [`"errors":${errors}`]),
      ];
      return [
        type,
        {
          statusCode: problem.status,
          responseParameters: {
            ...Object.fromEntries(
              Object.entries(fixed).map(([name, value]) => [`gatewayresponse.header.${name}`, `'${value}'`]),
            ),
            'gatewayresponse.header.X-Request-Id': 'context.requestId',
          },
          // Keyed by application/json, which is what the gateway falls back to whatever a caller accepts; the header above
          // gives it its true name.
          responseTemplates: { 'application/json': `{${template.join(',')}}` },
        },
      ];
    }),
  );
}
