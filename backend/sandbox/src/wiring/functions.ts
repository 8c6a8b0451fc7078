import { functions, loadHandler, type FunctionName } from '../../../src/generated/functions.ts';
import type { EnvironmentValue, FunctionDefinition } from '../../../src/functions/definition.ts';
import { runtimeEnvironment } from '../services/lambda/environment.ts';
import type { ServiceEndpoints } from '../services/lambda/environment.ts';
import type { DeployedFunction, FunctionHandler } from '../services/lambda/runtime.ts';
import type { AwsCredentials } from '../world/generated-secrets.ts';
import type { TimeLimits } from './time-limits.ts';

/** The values that functions' environment variables stand for here. */
export interface DeployedResources {
  readonly endpoints: Omit<ServiceEndpoints, keyof AwsCredentials>;
  /** What a function's requests are signed with. */
  readonly credentialsOf: (functionName: string) => AwsCredentials;
  readonly tableName: string;
  readonly bucketNames: Readonly<Record<string, string>>;
  readonly queueUrls: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** The GraphQL API's endpoint. */
  readonly graphqlUrl: string;
  readonly topicArns: Readonly<Record<string, string>>;
  /** IoT's data plane: where commands to devices are published. */
  readonly iotDataUrl: string;
  readonly userPoolId: string;
  readonly timeLimits: TimeLimits;
}

/** Makes every function of the backend ready to be invoked, from the definitions that Terraform deploys from. */
export function deployFunctions(resources: DeployedResources): DeployedFunction[] {
  return (Object.keys(functions) as FunctionName[]).map((name) => {
    const definition: FunctionDefinition = functions[name];
    const own = Object.entries(definition.environment).map(
      ([variable, value]) => [variable, valueOf(name, value, resources)] as const,
    );
    return {
      name,
      timeoutSeconds: resources.timeLimits.of(definition.timeout),
      memoryMegabytes: definition.memorySize,
      environment: {
        ...runtimeEnvironment(name, definition.memorySize, {
          ...resources.endpoints,
          ...resources.credentialsOf(name),
        }),
        ...Object.fromEntries(own),
        // A response that is not what the contract says is a 500 here, before a client relies on it.
        VALIDATE_RESPONSES: 'true',
      },
      // One of this sandbox's own: it keeps connections, and there may be another sandbox in the process.
      load: async () => ({ handler: (await loadHandler[name]()).createHandler() as FunctionHandler }),
    };
  });
}

function valueOf(functionName: string, value: EnvironmentValue, resources: DeployedResources): string {
  const required = (kind: string, key: string, values: Readonly<Record<string, string>>): string => {
    const found = values[key];
    if (found === undefined)
      throw new Error(`${functionName} needs the ${kind} ${key}, which nothing provides.`);
    return found;
  };
  switch (value.from) {
    case 'table':
      return resources.tableName;
    case 'bucket':
      return required('bucket', value.bucket, resources.bucketNames);
    case 'queue':
      return required('queue', value.queue, resources.queueUrls);
    case 'secret':
      return required('secret', value.secret, resources.secrets);
    case 'topic':
      return required('topic', value.topic, resources.topicArns);
    case 'graphql-url':
      return resources.graphqlUrl;
    case 'iot-data-endpoint':
      return resources.iotDataUrl;
    case 'user-pool':
      return resources.userPoolId;
    // One Region: it is active, and there is nothing to lead elsewhere.
    case 'failover-name':
    case 'primary-region':
    case 'primary-health-check':
    case 'edge-store':
      return '';
    case 'literal':
      return value.value;
  }
}
