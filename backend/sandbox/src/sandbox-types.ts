/** What a sandbox takes and has. */
import type { AppSync } from './services/appsync/index.ts';
import type { Invitation } from './services/cognito/users/index.ts';
import type { UsagePlan } from './services/gateway/usage-plan.ts';
import type { DeviceCredentials } from './services/iot/devices.ts';
import type { LogLine } from './services/lambda/log-capture.ts';
import type { Notification } from './services/sns/start.ts';
import type { TenantHandles } from './control/handles.ts';
import type { ControlAddress, SandboxAddresses } from './control/http/addresses.ts';
import type { Control } from './control/types.ts';
import type { AwsCredentials } from './world/generated-secrets.ts';
import type { SandboxClient } from './world/identities.ts';
import type { SandboxUser } from './world/users.ts';

/** Options of {@link startSandbox}. */
export interface SandboxOptions {
  /** First port; the services take it and those after it. 0: any free ports. Default 4010. */
  readonly port?: number;
  /** Which made-up data to start with; null: none. Default 1. */
  readonly seed?: number | null;
  /** Folder that keeps data, user pool and credentials; default: memory only. */
  readonly persistDirectory?: string;
  /** Another DynamoDB to use instead of the embedded one. */
  readonly dynamodbUrl?: string;
  /** Narrows or widens what a client may call; default 1,000 requests a second, 2,000 at once, 1,000,000 a day. */
  readonly usagePlan?: UsagePlan;
  /** Seconds after which a queue's failed message comes again, instead of the minutes of production. */
  readonly visibilityTimeout?: number;
  /**
   * How many times longer than on AWS functions, triggers and APIs may take, 1 to 10,000: for a slow or busy machine. (While the process
   * stands still, as at a breakpoint, no time counts.) Default: the environment variable NORTHWIND_SANDBOX_TIME_LIMIT_FACTOR, or 1.
   */
  readonly timeLimitFactor?: number;
  /** Opens the control over HTTP, on the port after the others: for tests in other processes and languages. Default false. */
  readonly control?: boolean;
  /** Called for every line a function logs. */
  readonly onLog?: (line: LogLine) => void;
  /** Called for every invitation that the user pool sends. */
  readonly onInvitation?: (invitation: Invitation) => void;
}

/** A running sandbox. `await using` closes it at the end of the block. */
export interface Sandbox extends SandboxAddresses, TenantHandles, Control, AsyncDisposable {
  readonly jwksUrl: string;
  readonly dynamodbUrl: string;
  readonly s3Url: string;
  readonly sqsUrl: string;
  readonly snsUrl: string;
  /** Where the control is reached over HTTP; undefined unless it was asked for. */
  readonly control: ControlAddress | undefined;
  /** PEM to trust for `https://` and `wss://` at the GraphQL API's port, which amplify-js insists on. Made at each start. */
  readonly certificate: string;
  /** Who may sign requests to DynamoDB, S3, SQS, SNS, the IoT data plane and AppSync, in `us-east-1`. */
  readonly awsCredentials: AwsCredentials;
  readonly tableName: string;
  readonly clients: readonly SandboxClient[];
  /** People, with the passwords made for this sandbox. */
  readonly users: readonly SandboxUser[];
  /** The controllers of the seed's lockers, with the passwords they connect with. */
  readonly devices: readonly DeviceCredentials[];
  /** What the controller of any locker connects with, one that was installed later included. */
  deviceOf(lockerId: string): DeviceCredentials;
  /** What was published for phones, the newest 1,000 messages. */
  notifications(): readonly Notification[];
  /** What the user pool has sent to people whom an admin invited, the newest 1,000 mails. */
  invitations(): readonly Invitation[];
  /** The GraphQL API, for what a test may make go wrong. */
  readonly appsync: AppSync;
  /** What functions logged, the newest 2,000 lines. */
  logs(): readonly LogLine[];
  /** Invokes a function past the gateway, as the AWS console's test button does. */
  invoke(functionName: string, event: unknown): Promise<unknown>;
  /**
   * Resolves when nothing is under way any more: no message waits in a queue, no change in the table's stream, and no function works on
   * one. A message that failed and waits to be tried again counts as settled. With `dynamodbUrl`, the stream is asked as often as its
   * reader looks, so what was written a moment ago may be missed.
   */
  settled(): Promise<void>;
  /**
   * What the definitions of functions and resolvers grant and nobody has made use of since the start, one line each. Rights are enforced:
   * what a definition does not grant is refused as on AWS, with the line to add. With `dynamodbUrl`, nothing is.
   */
  unusedGrants(): readonly string[];
  /** Stops everything; what is in flight has a second to end. */
  close(): Promise<void>;
}
