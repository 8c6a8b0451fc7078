/**
 * What is said about a Lambda function besides its code. Each `functions/<name>/definition.ts` is the only place that says it:
 * the sandbox starts functions from it and Terraform derives function, triggers and role from its JSON.
 */
import type { Context } from 'aws-lambda';
import type { IndexName } from '../data/table.ts';
import type { FieldName } from '../generated/graphql.ts';
import type { BucketName, QueueName, SecretName, TopicName } from './resources.ts';

/** Served by API Gateway: the routes are the operations whose manifest entry names this function. */
export interface ApiTrigger {
  readonly kind: 'api';
}

/** Polled from a queue. Implies the right to receive, delete and read the attributes of that queue. */
export interface QueueTrigger {
  readonly kind: 'queue';
  readonly queue: QueueName;
  readonly batchSize: number;
  /** `ReportBatchItemFailures`: the handler answers with the messages that must come again. */
  readonly partialBatchResponse: true;
  /** Most invocations at a time that this queue may cause; 2 is the least AWS accepts. */
  readonly maximumConcurrency?: number;
}

/** Read from the table's stream. Implies the right to read it. */
export interface StreamTrigger {
  readonly kind: 'stream';
  readonly batchSize: number;
  readonly bisectOnError: boolean;
  readonly maximumRetryAttempts: number;
  readonly partialBatchResponse: true;
  readonly onFailureQueue: QueueName;
  /** Event filter patterns (AWS, "Lambda event filtering"), any of which lets a record through. */
  readonly filters: readonly Readonly<Record<string, unknown>>[];
}

/** Called by AppSync resolvers as a Lambda data source. */
export interface AppSyncTrigger {
  readonly kind: 'appsync';
}

/** Called by the user pool before it issues a token. */
export interface UserPoolTrigger {
  readonly kind: 'user-pool';
  readonly event: 'pre-token-generation';
  readonly version: 'V3_0';
}

/** Called on a schedule: an EventBridge Scheduler expression, such as `rate(5 minutes)`. */
export interface ScheduleTrigger {
  readonly kind: 'schedule';
  readonly expression: string;
}

export type Trigger =
  | ApiTrigger
  | QueueTrigger
  | StreamTrigger
  | AppSyncTrigger
  | UserPoolTrigger
  | ScheduleTrigger;

/** What an environment variable holds. */
export type EnvironmentValue =
  | { readonly from: 'table' }
  | { readonly from: 'bucket'; readonly bucket: BucketName }
  /** The queue's URL. */
  | { readonly from: 'queue'; readonly queue: QueueName }
  | { readonly from: 'secret'; readonly secret: SecretName }
  /** The topic's ARN. */
  | { readonly from: 'topic'; readonly topic: TopicName }
  /** The AppSync API's GraphQL endpoint, with its path. */
  | { readonly from: 'graphql-url' }
  /** The account's own data endpoint of IoT Core (`iot:Data-ATS`), with `https://`. */
  | { readonly from: 'iot-data-endpoint' }
  /** The user pool's id. */
  | { readonly from: 'user-pool' }
  /** Name of the TXT record that says which Region is active; empty where there is one Region. */
  | { readonly from: 'failover-name' }
  | { readonly from: 'primary-region' }
  /** Id of the health check that REST's name follows away from the primary Region. */
  | { readonly from: 'primary-health-check' }
  /** ARN of the edge's key-value store. */
  | { readonly from: 'edge-store' }
  | { readonly from: 'literal'; readonly value: string };

/**
 * Actions on items. `TransactWriteItems` has no action of its own: a transaction needs the actions of its parts (AWS, "Using IAM
 * with DynamoDB transactions").
 */
export type TableAction =
  | 'dynamodb:GetItem'
  | 'dynamodb:BatchGetItem'
  | 'dynamodb:PutItem'
  | 'dynamodb:UpdateItem'
  | 'dynamodb:DeleteItem'
  | 'dynamodb:ConditionCheckItem'
  | 'dynamodb:Query';

/** One statement of the role: these actions, on the table itself or on these indexes, for these leading keys. */
export interface TableAccess {
  readonly kind: 'table';
  readonly actions: readonly [TableAction, ...TableAction[]];
  readonly on: 'table' | readonly [IndexName, ...IndexName[]];
  /** Values of `dynamodb:LeadingKeys` under `ForAllValues:StringLike`, such as `PARTNER#*`. Never empty, never `*`. */
  readonly leadingKeys: readonly [string, ...string[]];
}

/** Rights on items by their leading keys: of the table itself, or of these indexes. */
export const tableAccess = (
  actions: TableAccess['actions'],
  leadingKeys: TableAccess['leadingKeys'],
  on: TableAccess['on'] = 'table',
): TableAccess => ({ kind: 'table', actions, on, leadingKeys });

export interface BucketAccess {
  readonly kind: 'bucket';
  readonly bucket: BucketName;
  readonly actions: readonly ['s3:GetObject' | 's3:PutObject', ...('s3:GetObject' | 's3:PutObject')[]];
  /** Object keys below the bucket, such as `partners/*`. */
  readonly objects: readonly [string, ...string[]];
}

export interface QueueAccess {
  readonly kind: 'queue';
  readonly queue: QueueName;
  readonly actions: readonly ['sqs:SendMessage'];
}

export interface TopicAccess {
  readonly kind: 'topic';
  readonly topic: TopicName;
  readonly actions: readonly ['sns:Publish'];
}

/** Publishing to devices: `topics` are MQTT topics with `*` for what varies, as IAM writes them. */
export interface DeviceTopicAccess {
  readonly kind: 'device-topic';
  readonly topics: readonly [string, ...string[]];
  readonly actions: readonly ['iot:Publish'];
}

/** Calling fields of the GraphQL API, signed as the function's role (`types/Mutation/fields/publishLockerEvent` in the ARN). */
export interface GraphqlAccess {
  readonly kind: 'graphql';
  readonly fields: readonly [FieldName, ...FieldName[]];
  readonly actions: readonly ['appsync:GraphQL'];
}

/** What programs do in the user pool: with its accounts, or with its clients' secrets. */
export type UserPoolAction =
  `cognito-idp:${`Admin${string}` | `${string}UserPoolClientSecret${'' | 's'}` | 'ListUserPoolClients'}`;

export interface UserPoolAccess {
  readonly kind: 'user-pool';
  readonly actions: readonly [UserPoolAction, ...UserPoolAction[]];
}

/** Saying at the edge which Region answers GraphQL. */
export interface EdgeStoreAccess {
  readonly kind: 'edge-store';
  readonly actions: readonly [
    `cloudfront-keyvaluestore:${string}`,
    ...`cloudfront-keyvaluestore:${string}`[],
  ];
}

/** Holding the primary Region out of service. */
export interface PrimaryHealthCheckAccess {
  readonly kind: 'primary-health-check';
  readonly actions: readonly ['route53:UpdateHealthCheck'];
}

export type Access =
  | TableAccess
  | BucketAccess
  | QueueAccess
  | TopicAccess
  | DeviceTopicAccess
  | GraphqlAccess
  | UserPoolAccess
  | EdgeStoreAccess
  | PrimaryHealthCheckAccess;

export interface FunctionDefinition {
  /** Also its folder, its bundle and its name on AWS behind the environment's prefix. */
  readonly name: string;
  readonly description: string;
  /** MB. CPU grows with it: 1,769 MB are one vCPU. */
  readonly memorySize: number;
  /** Seconds. */
  readonly timeout: number;
  /** Somebody waits for the answer: provisioned concurrency where the environment has it. */
  readonly latencyCritical: boolean;
  readonly triggers: readonly [Trigger, ...Trigger[]];
  readonly environment: Readonly<Record<string, EnvironmentValue>>;
  readonly access: readonly Access[];
}

/**
 * A Lambda handler as the runtime calls it; `never` because each takes its own event. What a handler keeps from one invocation to the next,
 * connections above all, is its own: whoever runs several environments in one process makes a handler for each.
 */
export interface HandlerModule {
  readonly createHandler: () => (event: never, context: Context) => Promise<unknown>;
}

/** Keeps the literal type of a definition, so that its environment's names can be derived from it. */
export const defineFunction = <const Definition extends FunctionDefinition>(
  definition: Definition,
): Definition => definition;
