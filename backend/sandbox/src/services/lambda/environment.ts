import { AsyncLocalStorage } from 'node:async_hooks';
import { devNull } from 'node:os';
import { fetchInProcess } from '../../support/in-process.ts';

/** A function's environment variables. */
export type Environment = Readonly<Record<string, string>>;

const current = new AsyncLocalStorage<Record<string, string>>();
let installed = false;

/**
 * Runs `work` so that `process.env` is `environment` and nothing else, for it and for everything it starts.
 *
 * On AWS every function has a process of its own. Here they share one, so what tells their environments apart is the
 * asynchronous context; code outside any function sees the sandbox's own variables.
 */
export function withEnvironment<T>(environment: Environment, work: () => T): T {
  if (!installed) install();
  return current.run(environment as Record<string, string>, work);
}

function install(): void {
  installed = true;
  const own = process.env;
  const target = (): NodeJS.ProcessEnv => current.getStore() ?? own;
  process.env = new Proxy(own, {
    get: (_own, name) => Reflect.get(target(), name) as unknown,
    has: (_own, name) => Reflect.has(target(), name),
    ownKeys: () => Reflect.ownKeys(target()),
    getOwnPropertyDescriptor: (_own, name) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(target(), name);
      // The proxy's own target may lack the variable: only a configurable one may then be reported.
      return descriptor && { ...descriptor, configurable: true };
    },
    set: (_own, name, value) => Reflect.set(target(), name, String(value)),
    deleteProperty: (_own, name) => Reflect.deleteProperty(target(), name),
  });
  const overSockets = globalThis.fetch;
  globalThis.fetch = (input, init) =>
    (current.getStore() && fetchInProcess(input, init)) ?? overSockets(input, init);
}

/** Where a function finds AWS's services, as its environment says it. */
export interface ServiceEndpoints {
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly dynamodbUrl: string;
  readonly s3Url: string;
  readonly sqsUrl: string;
  readonly snsUrl: string;
  readonly cognitoUrl: string;
}

/**
 * Variables that Lambda itself sets, and those by which the AWS SDK finds services. Not `AWS_EXECUTION_ENV` or
 * `LAMBDA_TASK_ROOT`: Powertools takes them for a sign that X-Ray is there to receive segments.
 * AWS: "Defined runtime environment variables"; "Service-specific endpoints".
 */
export function runtimeEnvironment(
  functionName: string,
  memoryMegabytes: number,
  endpoints: ServiceEndpoints,
): Environment {
  return {
    AWS_REGION: endpoints.region,
    AWS_DEFAULT_REGION: endpoints.region,
    AWS_ACCESS_KEY_ID: endpoints.accessKeyId,
    AWS_SECRET_ACCESS_KEY: endpoints.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodbUrl,
    AWS_ENDPOINT_URL_S3: endpoints.s3Url,
    AWS_ENDPOINT_URL_SQS: endpoints.sqsUrl,
    AWS_ENDPOINT_URL_SNS: endpoints.snsUrl,
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: endpoints.cognitoUrl,
    // A profile on this machine must not lead a function to somebody's real account.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_LAMBDA_FUNCTION_NAME: functionName,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMegabytes),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    POWERTOOLS_TRACE_ENABLED: 'false',
    // Nothing is traced, and the X-Ray SDK's automatic mode would hook into every promise of this process from its import on.
    AWS_XRAY_MANUAL_MODE: 'true',
    TZ: ':UTC',
  };
}
