/** Signs with the AWS SDK's own signer, so that the verifier is not tested against itself. */
import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';

export const systemCredentials = {
  accessKeyId: 'AKIDSANDBOXSYSTEM',
  secretAccessKey: 'sandbox-secret-of-the-system',
};

type Data = string | ArrayBuffer | ArrayBufferView;

const bytes = (data: Data) =>
  typeof data === 'string'
    ? Buffer.from(data, 'utf8')
    : ArrayBuffer.isView(data)
      ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
      : Buffer.from(data);

class Sha256 {
  readonly #hash: { update(data: Buffer): unknown; digest(): Buffer };
  constructor(secret?: Data) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytes(secret));
  }
  update(data: Data): void {
    this.#hash.update(bytes(data));
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }
  reset(): void {
    throw new Error('not used by the signer');
  }
}

/** @returns the headers to send with a POST of `body` to `url` */
export async function signedHeaders(
  url: string,
  body: string,
  credentials: { accessKeyId: string; secretAccessKey: string } = systemCredentials,
): Promise<Record<string, string>> {
  const { host, hostname, pathname } = new URL(url);
  const signer = new SignatureV4({ service: 'appsync', region: 'us-east-1', credentials, sha256: Sha256 });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: 'http:',
    hostname,
    path: pathname,
    headers: { host, 'content-type': 'application/json; charset=UTF-8' },
    body,
  });
  return headers;
}
