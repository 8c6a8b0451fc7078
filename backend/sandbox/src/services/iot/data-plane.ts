/** IoT Core's HTTPS API for publishing, as far as `locker-command` uses it ("Publish", AWS IoT Data Plane API reference). */
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Authorize } from '../../support/access.ts';
import type { Handler } from '../../support/contained.ts';
import { BodyTooLargeError, readBody } from '../../support/loopback-server.ts';
import { targetOf } from '../../support/request-target.ts';
import { decode, verifySignedRequest, type SecretOf } from '../../support/signature-v4.ts';

/** "AWS IoT Core message broker and protocol limits and quotas". */
export const maximumPayloadBytes = 128 * 1024;

/** Publishes as the service; resolves when the broker has taken the message. */
export type PublishFromService = (topic: string, payload: Buffer, qos: 0 | 1) => Promise<void>;

/** Who may publish is who signs: a page of any web site can send a POST here, but not sign it. */
export const dataPlane =
  (
    publish: PublishFromService,
    secretOf: SecretOf,
    now: () => number,
    authorize: Authorize | undefined,
  ): Handler =>
  async (request, response) => {
    const { pathname, searchParams } = targetOf(request);
    const topic = topicOf(pathname);
    if (request.method !== 'POST' || topic === undefined) {
      request.resume();
      refuse(response, 404, 'ResourceNotFoundException', 'There is nothing here.');
      return;
    }
    try {
      const payload = await readBody(request, maximumPayloadBytes);
      const verified = verifySignedRequest(
        { method: 'POST', target: request.url ?? '/', headers: request.headers, body: payload },
        { service: 'iotdata', secretOf, now: now() },
      );
      if ('problem' in verified) {
        refuse(
          response,
          403,
          'ForbiddenException',
          `The request's signature is not valid: ${verified.problem}.`,
        );
        return;
      }
      const denied = authorize?.(verified.accessKeyId, { action: 'iot:Publish', resource: topic });
      if (denied !== undefined) {
        refuse(response, 403, 'ForbiddenException', denied);
        return;
      }
      await publish(topic, payload, searchParams.get('qos') === '1' ? 1 : 0);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ message: 'OK', traceId: randomUUID() }));
    } catch (error) {
      if (error instanceof BodyTooLargeError)
        refuse(response, 413, 'RequestEntityTooLargeException', 'The payload exceeds 128 KB.');
      else refuse(response, 500, 'InternalFailureException', 'The broker did not take the message.');
    }
  };

/** A topic without wildcards: those are for filters ("MQTT topics"). */
function topicOf(pathname: string): string | undefined {
  const encoded = /^\/topics\/(.+)$/.exec(pathname)?.[1];
  const topic = encoded === undefined ? '' : decode(encoded);
  return topic === '' || /[#+\0]/.test(topic) ? undefined : topic;
}

function refuse(response: ServerResponse, status: number, type: string, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': type });
  response.end(JSON.stringify({ message, traceId: randomUUID() }));
}
