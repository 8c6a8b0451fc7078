/**
 * Amazon SNS on one machine: takes what is published to the topics of `backend/src/functions/resources.ts` and keeps the newest, in the
 * place of the phones it would go to.
 */
import { randomUUID } from 'node:crypto';
import { listenOnLoopback } from '../../support/loopback-server.ts';
import type { Authorize } from '../../support/access.ts';
import type { SecretOf } from '../../support/signature-v4.ts';
import { signedRequestHandler, type ServiceResponse } from '../../support/signed-requests.ts';
import { traceHop } from '../../support/trace.ts';
import type { Port } from '../../support/ports.ts';

export interface SnsOptions {
  /** 0 takes any free port. */
  readonly port: Port;
  /** Logical names. */
  readonly topics: readonly string[];
  readonly region: string;
  readonly accountId: string;
  /** Whose signed requests are taken; default: any, signed or not, for a service that is started by itself. */
  readonly secretOf?: SecretOf;
  /** Whether a signer may do what a request asks for; default: anything. */
  readonly authorize?: Authorize;
  /** Milliseconds since the epoch; default `Date.now`. */
  readonly now?: () => number;
  /** Called for every message. */
  readonly onMessage?: (notification: Notification) => void;
}

/** A message that was published. */
export interface Notification {
  readonly messageId: string;
  readonly topic: string;
  /** As it was sent: the backend sends JSON. */
  readonly message: string;
  /** Values of the message attributes, by name. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
}

export interface Sns {
  /** What `AWS_ENDPOINT_URL_SNS` is set to. */
  readonly url: string;
  readonly topicArns: Readonly<Record<string, string>>;
  /** The newest thousand, oldest first. */
  notifications(): readonly Notification[];
  close(): Promise<void>;
}

const kept = 1_000;

/** "Publish", Amazon SNS API reference: 256 KB of message; attributes and encoding come on top. */
const maximumRequestBytes = 1024 * 1024;

/** @throws PortInUseError */
export async function startSns(options: SnsOptions): Promise<Sns> {
  const { region, accountId, onMessage = () => undefined, now = Date.now } = options;
  const topicArns = Object.fromEntries(
    options.topics.map((name) => [name, `arn:aws:sns:${region}:${accountId}:${name}`]),
  );
  const nameOf = new Map(Object.entries(topicArns).map(([name, arn]) => [arn, name]));
  const notifications: Notification[] = [];

  async function answer(body: Buffer): Promise<ServiceResponse> {
    const startedAt = performance.now();
    const form = new URLSearchParams(body.toString('utf8'));
    const topic = nameOf.get(form.get('TopicArn') ?? '');
    if (form.get('Action') !== 'Publish')
      return refusal('InvalidAction', 'The sandbox implements Publish only.', 400);
    if (topic === undefined) return refusal('NotFound', 'Topic does not exist', 404);
    const notification: Notification = {
      messageId: randomUUID(),
      topic,
      message: form.get('Message') ?? '',
      attributes: readAttributes(form),
      timestamp: now(),
    };
    notifications.push(notification);
    notifications.splice(0, notifications.length - kept);
    onMessage(notification);
    traceHop({ hop: 'sns', detail: `to ${topic}`, milliseconds: performance.now() - startedAt });
    return xml(
      200,
      `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>${
        notification.messageId
      }</MessageId></PublishResult><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></PublishResponse>`,
    );
  }

  const handler = signedRequestHandler({
    service: 'sns',
    secretOf: options.secretOf,
    authorize: options.authorize,
    accessOf(_request, body) {
      const form = new URLSearchParams(body.toString('utf8'));
      const resource = form.get('TopicArn')?.split(':').at(-1) ?? '';
      return { action: `sns:${form.get('Action') ?? ''}`, resource };
    },
    deniedCode: 'AuthorizationError',
    now,
    maximumBytes: maximumRequestBytes,
    answer: (_request, body) => answer(body),
    refuse: refusal,
  });
  const server = await listenOnLoopback('SNS', options.port, handler, { loopbackHostsOnly: true });
  return {
    url: server.url,
    topicArns,
    notifications: () => [...notifications],
    close: () => server.close(),
  };
}

/** `MessageAttributes.entry.1.Name`, `MessageAttributes.entry.1.Value.StringValue`, … */
function readAttributes(form: URLSearchParams): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (let index = 1; ; index += 1) {
    const entry = `MessageAttributes.entry.${index}`;
    const name = form.get(`${entry}.Name`);
    if (name === null) return attributes;
    attributes[name] = form.get(`${entry}.Value.StringValue`) ?? '';
  }
}

function refusal(code: string, message: string, statusCode: number): ServiceResponse {
  return xml(
    statusCode,
    `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
  );
}

const xml = (statusCode: number, body: string): ServiceResponse => ({
  statusCode,
  headers: { 'content-type': 'text/xml' },
  body,
});
