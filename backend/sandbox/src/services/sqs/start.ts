/**
 * SQS on one machine: local-aws-sqs, with a dead-letter queue for each queue.
 *
 * @example
 * const sqs = await startSqs({ port: 0, queues });
 * process.env.AWS_ENDPOINT_URL_SQS = sqs.url;
 * process.env.EXPORT_QUEUE_URL = sqs.queues.exports.url;
 */
import type { IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import type * as LocalSqs from 'local-aws-sqs';
import { listenOnLoopback } from '../../support/loopback-server.ts';
import type { Authorize } from '../../support/access.ts';
import type { SecretOf } from '../../support/signature-v4.ts';
import { signedRequestHandler } from '../../support/signed-requests.ts';
import type { Port } from '../../support/ports.ts';
import { openMessageJournal } from './message-journal.ts';
import { createDispatch } from './dispatch.ts';
import { createSqsRequests, type SendRequest, type SqsRequests } from './requests.ts';
import { answerReceivesAtOnce, hasMessagesNow } from './polling.ts';

/** A queue as data; each has a dead-letter queue of the same kind beside it. */
export interface QueueDefinition {
  /** A FIFO queue keeps the order within a message group and drops repeats of one deduplication id for five minutes. */
  readonly fifo: boolean;
  /** Seconds. */
  readonly visibilityTimeout: number;
  /** Seconds. */
  readonly messageRetention: number;
  /** After this many receives a message moves to the dead-letter queue. */
  readonly maxReceiveCount: number;
}

export interface SqsOptions<Name extends string = string> {
  /** 0 for any free port. */
  port: Port;
  /** Queues by logical name. */
  queues: Readonly<Record<Name, QueueDefinition>>;
  /**
   * Seconds that replace every queue's visibility timeout. A failed message is tried again only after that time, which is
   * minutes in production; a test that waits for the dead-letter queue wants seconds.
   */
  visibilityTimeout?: number;
  /** Directory that keeps messages over a restart; default memory only. */
  persistDirectory?: string;
  /** Whose signed requests are taken; default: any, signed or not, for a service that is started by itself. */
  secretOf?: SecretOf;
  /** Whether a signer may do what a request asks for; default: anything. */
  authorize?: Authorize;
  /** Milliseconds since the epoch, for signatures; default `Date.now`. */
  now?: () => number;
  /** For ARNs; default `us-east-1`. */
  region?: string;
  /** For ARNs and queue URLs; default `000000000000`. */
  accountId?: string;
}

export interface SqsQueue {
  /** `exports.fifo`, from the logical name `exports`. */
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly deadLetterQueue: { readonly name: string; readonly url: string; readonly arn: string };
}

export interface Sqs<Name extends string = string> {
  /** What `AWS_ENDPOINT_URL_SQS` is set to. */
  readonly url: string;
  readonly port: number;
  readonly region: string;
  readonly queues: Readonly<Record<Name, SqsQueue>>;
  /** Requests to this server, for pollers in the same process. */
  readonly requests: SqsRequests;
  /**
   * Calls `listener` after each request that may have put a message into a queue, with the queue's URL where it is known; returns the
   * function that stops it.
   */
  onSend(listener: (queueUrl: string | undefined) => void): () => void;
  /** Whether messages wait in a queue to be received; those that were received and failed wait for their time first, and do not count. */
  hasMessages(queue: SqsQueue): boolean;
  close(): Promise<void>;
}

/** @throws PortInUseError */
export async function startSqs<Name extends string>(options: SqsOptions<Name>): Promise<Sqs<Name>> {
  const { region = 'us-east-1', accountId = '000000000000' } = options;
  // CommonJS, and of use only once the sandbox starts.
  const { createRequestHandler } = createRequire(import.meta.url)('local-aws-sqs') as typeof LocalSqs;
  const arn = (name: string) => `arn:aws:sqs:${region}:${accountId}:${name}`;
  const definitions = Object.entries(options.queues) as [Name, QueueDefinition][];
  const initialQueues = definitions.flatMap(([logicalName, definition]) => {
    const { name, deadLetterName } = queueNames(logicalName, definition);
    const kind = definition.fifo ? { FifoQueue: true } : {};
    return [
      // AWS's longest retention: a message that failed waits for a person.
      { QueueName: deadLetterName, Attributes: { ...kind, MessageRetentionPeriod: 1_209_600 } },
      {
        QueueName: name,
        Attributes: {
          ...kind,
          VisibilityTimeout: options.visibilityTimeout ?? definition.visibilityTimeout,
          MessageRetentionPeriod: definition.messageRetention,
          RedrivePolicy: JSON.stringify({
            deadLetterTargetArn: arn(deadLetterName),
            maxReceiveCount: definition.maxReceiveCount,
          }),
        },
      },
    ];
  });
  const { service, requestHandler } = createRequestHandler({
    port: 0,
    hostname: '127.0.0.1',
    region,
    accountId,
    queues: initialQueues,
  });
  const sendListeners = new Set<(queueUrl: string | undefined) => void>();
  const dispatch = createDispatch(requestHandler);
  const answer: SendRequest = async (headers, body, queueUrl) => {
    const response = await dispatch(headers, body);
    if (/SendMessage|MoveTask/.test(headers['x-amz-target'] ?? ''))
      for (const listener of sendListeners) listener(queueUrl);
    return response;
  };
  const handler = signedRequestHandler({
    service: 'sqs',
    secretOf: options.secretOf,
    authorize: options.authorize,
    accessOf: ({ headers }, body) => ({
      action: `sqs:${String(headers['x-amz-target']).split('.')[1] ?? ''}`,
      resource: queueUrlOf(body)?.split('/').at(-1) ?? '',
    }),
    deniedCode: 'AccessDeniedException',
    now: options.now,
    maximumBytes: maximumRequestBytes,
    async answer(request, body) {
      return answer(headersOf(request), body, queueUrlOf(body));
    },
    refuse: (code, message, statusCode) => ({
      statusCode,
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-query-error': `${code};Sender` },
      body: JSON.stringify({ __type: `com.amazon.coral.service#${code}`, message }),
    }),
  });
  const server = await listenOnLoopback('SQS', options.port, handler, { loopbackHostsOnly: true });
  // Queue URLs name the port, which is known only now when any free one was asked for.
  service.PORT = server.port;
  for (const queue of service.Queues) answerReceivesAtOnce(queue);
  const journal =
    options.persistDirectory === undefined
      ? undefined
      : openMessageJournal(options.persistDirectory, service.Queues);
  const address = (name: string) => ({ name, url: `${server.url}/${accountId}/${name}`, arn: arn(name) });
  return {
    url: server.url,
    port: server.port,
    region,
    queues: Object.fromEntries(
      definitions.map(([logicalName, definition]) => {
        const { name, deadLetterName } = queueNames(logicalName, definition);
        return [logicalName, { ...address(name), deadLetterQueue: address(deadLetterName) }];
      }),
    ) as Record<Name, SqsQueue>,
    requests: createSqsRequests(answer),
    onSend(listener) {
      sendListeners.add(listener);
      return () => sendListeners.delete(listener);
    },
    hasMessages({ name }) {
      const queue = service.Queues.find(({ QueueName }) => QueueName === name);
      return queue !== undefined && hasMessagesNow(queue);
    },
    async close() {
      await server.close(0);
      journal?.close();
      // Ends the timers of messages in flight.
      service.resetAll();
    },
  };
}

/** 1 MiB of messages ("Amazon SQS message quotas"), with room for JSON's escapes. */
const maximumRequestBytes = 8 * 1024 * 1024;

/** Which queue a request is about, so that only the pollers of this queue look again. */
function queueUrlOf(body: Buffer): string | undefined {
  try {
    const { QueueUrl: url } = JSON.parse(body.toString('utf8')) as { QueueUrl?: unknown };
    return typeof url === 'string' ? url : undefined;
  } catch {
    return undefined;
  }
}

const headersOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : (value ?? ''),
    ]),
  );

/** The names AWS asks for: a FIFO queue ends in `.fifo`, its dead-letter queue too. */
function queueNames(
  logicalName: string,
  { fifo }: QueueDefinition,
): { name: string; deadLetterName: string } {
  const suffix = fifo ? '.fifo' : '';
  return { name: `${logicalName}${suffix}`, deadLetterName: `${logicalName}-dlq${suffix}` };
}
