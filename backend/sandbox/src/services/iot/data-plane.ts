/** IoT Core's HTTPS API for publishing, as far as `locker-command` uses it ("Publish", AWS IoT Data Plane API reference). */
import { randomUUID } from 'node:crypto';
import type { RequestListener, ServerResponse } from 'node:http';
import { BodyTooLargeError, readBody } from '../../support/loopback-server.ts';

/** "AWS IoT Core message broker and protocol limits and quotas". */
export const maximumPayloadBytes = 128 * 1024;

/** Publishes as the service; resolves when the broker has taken the message. */
export type PublishFromService = (topic: string, payload: Buffer, qos: 0 | 1) => Promise<void>;

export const dataPlane =
  (publish: PublishFromService): RequestListener =>
  (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const topic = /^\/topics\/(.+)$/.exec(url.pathname)?.[1];
    if (request.method !== 'POST' || topic === undefined) {
      request.resume();
      refuse(response, 404, 'ResourceNotFoundException', 'There is nothing here.');
      return;
    }
    const qos = url.searchParams.get('qos') === '1' ? 1 : 0;
    readBody(request, maximumPayloadBytes)
      .then((payload) => publish(decodeURIComponent(topic), payload, qos))
      .then(() => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ message: 'OK', traceId: randomUUID() }));
      })
      .catch((error: unknown) => {
        if (error instanceof BodyTooLargeError) {
          refuse(response, 413, 'RequestEntityTooLargeException', 'The payload exceeds 128 KB.');
        } else {
          refuse(response, 500, 'InternalFailureException', 'The broker did not take the message.');
        }
      });
  };

function refuse(response: ServerResponse, status: number, type: string, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': type });
  response.end(JSON.stringify({ message, traceId: randomUUID() }));
}
