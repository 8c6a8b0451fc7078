import { listenOnLoopback } from '../../support/loopback-server.ts';
import type { LoopbackServer } from '../../support/loopback-server.ts';
import { targetOf } from '../../support/request-target.ts';
import { traceHop } from '../../support/trace.ts';
import type { Port } from '../../support/ports.ts';
import { createCognitoAuthorizer } from './cognito-authorizer.ts';
import type { CognitoAuthorizerOptions } from './cognito-authorizer.ts';
import { compressAnswer } from './compression.ts';
import { createGateway } from './gateway.ts';
import type { GatewayAnswer } from './gateway-request.ts';
import type { GatewayParts } from './gateway.ts';
import { fillPlaceholders } from './import-document.ts';
import type { DocumentValues } from './import-document.ts';
import { createUsagePlanMeter, defaultUsagePlan } from './usage-plan.ts';
import type { ApiKey, UsagePlan } from './usage-plan.ts';

/** Options of {@link startGateway}. */
export interface GatewayOptions {
  /** 0 takes any free port. */
  readonly port: Port;
  /** The generated import document, placeholders and all. */
  readonly document: unknown;
  /** Name of the stage, such as `v1`; the API's paths lie below it. */
  readonly stage: string;
  readonly values: DocumentValues;
  readonly tokens: Pick<CognitoAuthorizerOptions, 'issuer' | 'jwksUrl' | 'keys'>;
  readonly apiKeys: readonly ApiKey[];
  readonly invoke: GatewayParts['invoke'];
  /** Default {@link defaultUsagePlan}. */
  readonly usagePlan?: UsagePlan;
  readonly integrationTimeoutMilliseconds?: number;
  readonly onIntegrationError?: GatewayParts['onIntegrationError'];
  readonly intercept?: GatewayParts['intercept'];
  /** Another answer than the API's at a path outside of its stage, as a distribution in front of both may have. */
  readonly beside?: (method: string | undefined, path: string) => Promise<GatewayAnswer | undefined>;
  /** Milliseconds since the epoch, for tokens and plan; default `Date.now`. */
  readonly now?: () => number;
}

/** A running gateway. `url` includes the stage: `http://127.0.0.1:4010/v1`. */
export interface RunningGateway {
  readonly url: string;
  /** Puts one more key on the usage plan. */
  addApiKey(key: ApiKey): void;
  close(): Promise<void>;
}

/** Starts the API Gateway stand-in on the loopback address. */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const clock = options.now ? { now: options.now } : {};
  const usagePlan = createUsagePlanMeter(options.usagePlan ?? defaultUsagePlan, options.apiKeys, options.now);
  const document = fillPlaceholders(options.document, options.values);
  const minimumSize = document['x-amazon-apigateway-minimum-compression-size'];
  const gateway = createGateway({
    document,
    stage: options.stage,
    authorizer: createCognitoAuthorizer({ ...options.tokens, ...clock }),
    usagePlan,
    invoke: options.invoke,
    accountId: options.values.accountId,
    ...(options.integrationTimeoutMilliseconds === undefined
      ? {}
      : { integrationTimeoutMilliseconds: options.integrationTimeoutMilliseconds }),
    ...(options.intercept ? { intercept: options.intercept } : {}),
    ...(options.onIntegrationError ? { onIntegrationError: options.onIntegrationError } : {}),
  });
  const server: LoopbackServer = await listenOnLoopback(
    'REST API',
    options.port,
    async (incoming, outgoing) => {
      const startedAt = performance.now();
      const other = await options.beside?.(incoming.method, targetOf(incoming).pathname);
      if (other) {
        incoming.resume();
        outgoing.writeHead(other.statusCode, other.headers.flat()).end(other.body);
        return;
      }
      const accepted = incoming.headers['accept-encoding'];
      const answer = await compressAnswer(await gateway(incoming), accepted, minimumSize);
      traceHop({
        hop: 'api-gateway',
        detail: `${incoming.method} ${answer.resourcePath ?? 'unknown route'} ${answer.statusCode}`,
        milliseconds: performance.now() - startedAt,
        requestId: answer.requestId,
        bytes: answer.body.length,
      });
      const hasBody = answer.statusCode !== 204 && answer.statusCode !== 304;
      const length = hasBody ? ['Content-Length', String(answer.body.length)] : [];
      outgoing.writeHead(answer.statusCode, [...answer.headers.flat(), ...length]);
      outgoing.end(answer.body);
    },
  );
  return {
    url: `${server.url}/${options.stage}`,
    addApiKey: (key) => usagePlan.add(key),
    close: () => server.close(),
  };
}
