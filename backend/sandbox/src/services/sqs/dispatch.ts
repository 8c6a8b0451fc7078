import type { IncomingMessage, ServerResponse } from 'node:http';

/** An answer of local-aws-sqs. */
export interface SqsResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Has local-aws-sqs answer a request whose body has been read. */
export type Dispatch = (headers: IncomingMessage['headers'], body: Buffer) => Promise<SqsResponse>;

/**
 * local-aws-sqs takes requests off a server only. This hands it what it looks at of one, so that a signature can be checked
 * first, and so that callers in this process need no connection.
 */
export function createDispatch(
  requestHandler: (request: IncomingMessage, response: ServerResponse) => Promise<unknown>,
): Dispatch {
  return (headers, body) =>
    new Promise((resolve, reject) => {
      const request = {
        headers,
        method: 'POST',
        on(event: string, listener: (chunk?: Buffer) => void) {
          if (event === 'data' && body.length > 0) listener(body);
          if (event === 'end') queueMicrotask(listener);
          return request;
        },
      };
      const responseHeaders: Record<string, string> = {};
      const response = {
        statusCode: 200,
        setHeader(name: string, value: unknown) {
          responseHeaders[name.toLowerCase()] = String(value);
        },
        end(text: unknown) {
          const content = typeof text === 'string' ? text : '';
          resolve({ statusCode: response.statusCode, headers: responseHeaders, body: content });
        },
      };
      requestHandler(request as unknown as IncomingMessage, response as unknown as ServerResponse).catch(
        reject,
      );
    });
}
