import type { Attributes } from '@opentelemetry/api';
import { urlTemplates } from '../generated/url-templates.ts';
import type { HookRequest } from '../transport/hooks.ts';

/** What a request is called and described by, before it is answered. */
export interface RequestDescription {
  /** Of few different values, as a span's name has to be: no ids. */
  readonly spanName: string;
  readonly spanAttributes: Attributes;
  /** The span's, but for what would make a metric of every request. */
  readonly metricAttributes: Attributes;
}

/** Attributes by "Semantic conventions for HTTP spans" and "Semantic conventions for GraphQL server" of OpenTelemetry. */
export function describe({ operation, method, url, attempt, graphql }: HookRequest): RequestDescription {
  const { protocol, hostname, port } = new URL(url);
  const template = urlTemplates[operation];
  const metricAttributes: Attributes = {
    'http.request.method': method,
    'server.address': hostname,
    'server.port': Number(port) || (protocol === 'http:' ? 80 : 443),
    'url.scheme': protocol.slice(0, -1),
    ...(template !== undefined && { 'url.template': template }),
    ...(graphql && { 'graphql.operation.name': operation, 'graphql.operation.type': graphql }),
  };
  return {
    spanName: graphql ? `${graphql} ${operation}` : template === undefined ? method : `${method} ${template}`,
    metricAttributes,
    spanAttributes: {
      ...metricAttributes,
      'url.full': url,
      'northwind.operation': operation,
      ...(attempt > 1 && { 'http.request.resend_count': attempt - 1 }),
    },
  };
}
