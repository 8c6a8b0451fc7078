/** The door of a service whose every request is signed whole: reads the body, checks the signature, hands the request on. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AccessRequest, Authorize } from './access.ts';
import type { Handler } from './contained.ts';
import { BodyTooLargeError, readBody } from './loopback-server.ts';
import { verifySignedRequest, type SecretOf, type SignatureProblem } from './signature-v4.ts';

export interface ServiceResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface SignedRequestsOptions {
  /** As a credential's scope names it. */
  readonly service: string;
  /** Undefined: any request is taken, signed or not. */
  readonly secretOf: SecretOf | undefined;
  /** Milliseconds since the epoch; default this machine's clock. */
  readonly now?: (() => number) | undefined;
  /** Whether the signer may do what the request asks for; default: whoever signs may do anything. */
  readonly authorize?: Authorize | undefined;
  readonly accessOf: (request: IncomingMessage, body: Buffer) => AccessRequest;
  /** The service's code for what a role does not allow. */
  readonly deniedCode: string;
  readonly maximumBytes: number;
  readonly answer: (request: IncomingMessage, body: Buffer) => Promise<ServiceResponse>;
  /** A refusal in the service's own format. @param code an AWS error code, such as `InvalidSignatureException` */
  readonly refuse: (code: string, message: string, statusCode: number) => ServiceResponse;
}

/** AWS's codes and messages ("Common errors" of each service's API reference). */
export const signatureErrors: Readonly<
  Record<SignatureProblem, readonly [code: string, message: string, statusCode: number]>
> = {
  missing: ['MissingAuthenticationTokenException', 'Request is missing Authentication Token', 400],
  incomplete: [
    'IncompleteSignatureException',
    'The request signature does not conform to AWS standards.',
    400,
  ],
  'unknown-key': [
    'UnrecognizedClientException',
    'The security token included in the request is invalid.',
    400,
  ],
  expired: ['InvalidSignatureException', 'Signature expired: it is earlier or later than AWS allows.', 400],
  'host-not-signed': [
    'InvalidSignatureException',
    "'Host' must be a 'SignedHeader' in the AWS Authorization.",
    400,
  ],
  mismatch: [
    'InvalidSignatureException',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    400,
  ],
};

export function signedRequestHandler(options: SignedRequestsOptions): Handler {
  return async (request, response) => {
    send(response, await responseTo(request, options));
  };
}

async function responseTo(
  request: IncomingMessage,
  options: SignedRequestsOptions,
): Promise<ServiceResponse> {
  let body: Buffer;
  try {
    body = await readBody(request, options.maximumBytes);
  } catch (error) {
    if (!(error instanceof BodyTooLargeError)) throw error;
    return options.refuse('RequestEntityTooLargeException', 'The request is too large.', 413);
  }
  if (options.secretOf !== undefined) {
    const verified = verifySignedRequest(
      { method: request.method ?? '', target: request.url ?? '/', headers: request.headers, body },
      {
        service: options.service,
        secretOf: options.secretOf,
        ...(options.now ? { now: options.now() } : {}),
      },
    );
    if ('problem' in verified) return options.refuse(...signatureErrors[verified.problem]);
    const denied = options.authorize?.(verified.accessKeyId, options.accessOf(request, body));
    if (denied !== undefined) return options.refuse(options.deniedCode, denied, 403);
  }
  return options.answer(request, body);
}

function send(response: ServerResponse, { statusCode, headers, body }: ServiceResponse): void {
  response.writeHead(statusCode, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}
