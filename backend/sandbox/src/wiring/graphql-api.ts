/** The Northwind API on the stand-in: what `main.tf` of the app layer makes of the same manifest on AWS. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { tooLargeToParse } from '../../../src/http/json-size.ts';
import { readApiFiles, type ApiFiles } from './graphql-api-files.ts';
import type { IamPrincipal, UserPoolOptions } from '../services/appsync/auth/authenticate.ts';
import { deployment, invokeThrough } from './graphql-deployment.ts';
import type { AppSyncLimits } from '../services/appsync/options.ts';
import type { ResolverLog } from '../services/appsync/runtime/index.ts';
import type { AppSyncInterceptor } from '../services/appsync/interceptor.ts';
import { startAppSync, type AppSync } from '../services/appsync/start.ts';
import type { Authorize } from '../support/access.ts';
import type { Clock } from '../support/clock.ts';
import type { Port } from '../support/ports.ts';
import { graphqlDiscoveryPath } from '../../../src/generated/manifest.ts';
import type { GraphQLDiscovery } from '../../../src/generated/operations.ts';

/** Ten times what any operation of the contract takes: one machine cannot parse what AppSync can. */
export const refuseText = (text: string): string | undefined =>
  tooLargeToParse(text, { depth: 16, values: 2_000 });

export interface NorthwindApiOptions {
  /** 0 takes any free port. */
  readonly port: Port;
  readonly tableName: string;
  readonly dynamodb: {
    readonly url: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  readonly userPool: UserPoolOptions;
  /** Who may sign requests: `stream-fanout`'s role does. */
  readonly iam: (accessKeyId: string) => IamPrincipal | undefined;
  /** Which fields a signer may call; default: any that takes signatures. */
  readonly authorize?: Authorize;
  /** Invokes a function of the backend; what it throws with an `errorType` is the function's own error. */
  readonly invoke: (functionName: string, event: unknown) => Promise<unknown>;
  /** Default: `readApiFiles()`. */
  readonly files?: ApiFiles;
  /** Whether the API has a cache, as an environment of Terraform's may. Default false. */
  readonly caching?: boolean;
  /** Told of what resolvers log. */
  readonly log?: ResolverLog;
  readonly limits?: Partial<AppSyncLimits>;
  readonly intercept?: AppSyncInterceptor;
  /** Default: this machine's. */
  readonly clock?: Clock;
}

/** On AWS the edge says it, in one step with where it leads. Here nothing stands before AppSync, or something that names it. */
const discovery = (host: string): GraphQLDiscovery => ({ host, refreshSeconds: 15 });

/** @throws PortInUseError, or an Error when schema, manifest and bundles do not fit together */
export async function startNorthwindApi(options: NorthwindApiOptions): Promise<AppSync> {
  const { schemaSDL, bundles } = options.files ?? (await readApiFiles());
  const { url, region, credentials } = options.dynamodb;
  const client = new DynamoDBClient({ endpoint: url, region, credentials });
  // It copies each request and each answer for a logger that there is not.
  client.middlewareStack.remove('loggerMiddleware');
  const api = await startAppSync({
    port: options.port,
    schemaSDL,
    auth: {
      defaultMode: 'AMAZON_COGNITO_USER_POOLS',
      additionalModes: ['AWS_IAM'],
      userPool: options.userPool,
      iam: options.iam,
    },
    ...deployment({
      files: bundles,
      tableName: options.tableName,
      client,
      invoke: invokeThrough(options.invoke),
    }),
    caching: options.caching ?? false,
    refuseText,
    documents: { [graphqlDiscoveryPath]: discovery },
    ...(options.authorize ? { authorize: options.authorize } : {}),
    ...(options.log ? { log: options.log } : {}),
    ...(options.intercept ? { intercept: options.intercept } : {}),
    ...(options.clock ? { clock: options.clock } : {}),
    ...(options.limits ? { limits: options.limits } : {}),
  });
  const { close } = api;
  return Object.assign(api, {
    close: async () => {
      await close();
      client.destroy();
    },
  });
}
