/** A request's signature in AppSync's words. Its clients sign POST requests and, for the real-time endpoint, a POST that is never sent. */
import { verifySignedRequest, type SignatureProblem } from '../../../support/signature-v4.ts';
import { AuthorizationError } from './identity.ts';

export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const refusals: Readonly<Record<SignatureProblem, readonly [errorType: string, message: string]>> = {
  missing: ['IncompleteSignatureException', 'The request signature is incomplete.'],
  incomplete: ['IncompleteSignatureException', 'The request signature is incomplete.'],
  'unknown-key': ['UnrecognizedClientException', 'The security token included in the request is invalid.'],
  expired: ['InvalidSignatureException', 'Signature expired: it is earlier or later than AWS allows.'],
  'host-not-signed': [
    'InvalidSignatureException',
    "'Host' must be a 'SignedHeader' in the AWS Authorization.",
  ],
  mismatch: [
    'InvalidSignatureException',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  ],
};

/**
 * @param secretOf gives the secret access key of an access key id, undefined for an unknown one
 * @returns the access key id that signed
 * @throws AuthorizationError
 */
export function verifySignature(
  request: SignedRequest,
  secretOf: (accessKeyId: string, sessionToken: string | undefined) => string | undefined,
  now: number,
): string {
  const { method, path, headers, body } = request;
  const verified = verifySignedRequest(
    { method, target: path, headers, body },
    { service: 'appsync', secretOf: (id) => secretOf(id, headers['x-amz-security-token']), now },
  );
  if ('accessKeyId' in verified) return verified.accessKeyId;
  const [errorType, message] = refusals[verified.problem];
  throw new AuthorizationError(message, errorType, 403);
}
