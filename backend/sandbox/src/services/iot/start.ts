/**
 * AWS IoT Core on one machine: an MQTT broker whose devices may do only what their policy says, rules over what they publish, and the
 * data plane's HTTP API.
 *
 * @example
 * const iot = await startIot({ port: 0, key, policy, secretOf, rules: [{ sql: "SELECT * FROM 'a/+'", action: async (message) => {} }] });
 * const { clientId, username, password } = iot.credentialsOf('lkr_01K6F0A0000000000000000001');
 */
import type { AuthenticateError } from 'aedes';
import { listenForProtocols, onlyLoopbackHosts, unboundHttpServer } from '../../support/loopback-server.ts';
import type { Authorize } from '../../support/access.ts';
import type { SecretOf } from '../../support/signature-v4.ts';
import { targetOf } from '../../support/request-target.ts';
import { traceHop } from '../../support/trace.ts';
import { loopbackAddress, type Port } from '../../support/ports.ts';
import { dataPlane, maximumPayloadBytes, type PublishFromService } from './data-plane.ts';
import { createDeviceRegistry, type DeviceCredentials } from './devices.ts';
import { compileRule, type CompiledRule } from './rule-sql.ts';

export interface TopicRuleOptions {
  readonly sql: string;
  /** Gets what the SELECT clause makes of a message. */
  readonly action: (message: Record<string, unknown>) => Promise<void>;
}

/** What a device may do, by its client id ("AWS IoT Core policies"). */
export interface DevicePolicy {
  /** The one topic it may publish to. */
  publishesTo(clientId: string): string;
  /** The one topic it may subscribe to. */
  subscribesTo(clientId: string): string;
}

export interface IotOptions {
  /** 0 takes any free port. */
  readonly port: Port;
  /** What the devices' passwords are derived from. */
  readonly key: string;
  readonly policy: DevicePolicy;
  readonly rules: readonly TopicRuleOptions[];
  /** Whose signed requests the data plane takes. */
  readonly secretOf: SecretOf;
  /** Whether a signer may publish to a topic; default: to any. */
  readonly authorize?: Authorize;
  /** Milliseconds since the epoch; default `Date.now`. */
  readonly now?: () => number;
  /** Told of rules that could not run; nothing is thrown at a device. Default writes to stderr. */
  readonly failed?: (error: unknown) => void;
}

export interface Iot {
  /** `mqtt://127.0.0.1:4016` */
  readonly mqttUrl: string;
  /** `ws://127.0.0.1:4016/mqtt` */
  readonly mqttWebSocketUrl: string;
  /** What `AWS_ENDPOINT_URL_IOT_DATA_PLANE` is set to. */
  readonly dataUrl: string;
  credentialsOf(lockerId: string): DeviceCredentials;
  /** Publishes as the service; resolves when the rules have run and the broker has taken the message. */
  readonly publish: PublishFromService;
  close(): Promise<void>;
}

/** CONNECT, which every MQTT client sends first ("MQTT Version 3.1.1", 3.1); no HTTP method begins with it. */
const connectPacket = 0x10;

/** CONNACK's return code for a device that may not connect. */
const notAuthorized = 5;

/** @throws PortInUseError, SqlParseError */
export async function startIot(options: IotOptions): Promise<Iot> {
  const { failed = (error) => console.error(error), now = Date.now } = options;
  const rules = options.rules.map(({ sql, action }) => ({ ...compileRule(sql), action }));
  const devices = createDeviceRegistry(options.key);
  // Loaded here and not at the top: the broker is a fifth of the sandbox's start.
  const [{ Aedes }, { createWebSocketStream, WebSocketServer }] = await Promise.all([
    import('aedes'),
    import('ws'),
  ]);
  const broker = await Aedes.createBroker({
    authenticate(client, username, password, done) {
      if (devices.isDevice(client.id, username, password)) done(null, true);
      else
        done(
          Object.assign(new Error('Not authorized'), { returnCode: notAuthorized }) as AuthenticateError,
          null,
        );
    },
    // A device that publishes elsewhere is disconnected, as IoT Core does ("AWS IoT Core policies").
    authorizePublish(client, { topic, payload }, done) {
      const isOwn = client === null || topic === options.policy.publishesTo(client.id);
      const fits = payload.length <= maximumPayloadBytes;
      done(isOwn && fits ? null : new Error(`${client?.id ?? ''} may not publish this to ${topic}`));
    },
    // A refused subscription is answered in SUBACK with 0x80.
    authorizeSubscribe(client, subscription, done) {
      done(null, subscription.topic === options.policy.subscribesTo(client.id) ? subscription : null);
    },
    // Called before PUBACK: a device that got one may forget its message.
    published({ topic, payload }, client, done) {
      if (!client) {
        done();
        return;
      }
      const message = { topic, payload: Buffer.from(payload), timestamp: now() };
      runRules(rules, message, failed).then(
        () => done(),
        (error: unknown) => done(error as Error),
      );
    },
  });

  const publish: PublishFromService = async (topic, payload, qos) => {
    const startedAt = performance.now();
    // Rules see what the data plane publishes as they see what devices do ("Rules for AWS IoT").
    await runRules(rules, { topic, payload, timestamp: now() }, failed);
    await new Promise<void>((resolve, reject) => {
      broker.publish({ cmd: 'publish', topic, payload, qos, dup: false, retain: false }, (error) =>
        error ? reject(error) : resolve(),
      );
    });
    traceHop({ hop: 'iot', detail: `to ${topic}`, milliseconds: performance.now() - startedAt });
  };
  const webSockets = new WebSocketServer({ noServer: true });
  const http = unboundHttpServer(
    'IoT data plane',
    onlyLoopbackHosts(dataPlane(publish, options.secretOf, now, options.authorize)),
    (request, stream, head) => {
      if (targetOf(request).pathname !== '/mqtt') {
        stream.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
        return;
      }
      webSockets.handleUpgrade(request, stream, head, (socket) => {
        const duplex = createWebSocketStream(socket);
        duplex.on('error', () => duplex.destroy());
        broker.handle(duplex, request);
      });
    },
  );
  const listener = await listenForProtocols('MQTT', options.port, [
    { matches: (byte) => byte === connectPacket, handle: (socket) => void broker.handle(socket) },
    { matches: () => true, handle: (socket) => http.emit('connection', socket) },
  ]);
  const authority = `${loopbackAddress}:${listener.port}`;
  return {
    mqttUrl: `mqtt://${authority}`,
    mqttWebSocketUrl: `ws://${authority}/mqtt`,
    dataUrl: `http://${authority}`,
    credentialsOf: devices.credentialsOf,
    publish,
    async close() {
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      webSockets.close();
      await listener.close(0);
    },
  };
}

async function runRules(
  rules: readonly (CompiledRule & Pick<TopicRuleOptions, 'action'>)[],
  message: { readonly topic: string; readonly payload: Buffer; readonly timestamp: number },
  failed: (error: unknown) => void,
): Promise<void> {
  const startedAt = performance.now();
  for (const rule of rules.filter(({ matches }) => matches(message.topic))) {
    let selected: Record<string, unknown> | undefined;
    try {
      selected = rule.select(message);
    } catch (error) {
      failed(new Error(`IoT rule on ${message.topic}: ${(error as Error).message}`, { cause: error }));
      continue;
    }
    if (!selected) continue;
    await rule.action(selected);
    const milliseconds = performance.now() - startedAt;
    traceHop({ hop: 'iot', detail: `${message.topic} to its rule`, milliseconds });
  }
}
