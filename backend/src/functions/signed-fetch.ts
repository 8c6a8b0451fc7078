/** Requests signed with the function's own credentials, for what the AWS SDK has no client that a function needs. */
import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import type { SignatureV4 } from '@smithy/signature-v4';
import type { SignatureV4a } from '@smithy/signature-v4a';

export interface SignedRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An answer that has come in whole. */
export interface SignedAnswer extends Pick<Response, 'ok' | 'status' | 'headers'> {
  readonly text: string;
}

export const wholeAnswer = async (response: Response): Promise<SignedAnswer> => {
  const { ok, status, headers } = response;
  return { ok, status, headers, text: await response.text() };
};

export type SignedFetch = (request: SignedRequest) => Promise<SignedAnswer>;

/** What both signers are. */
interface RequestSigner {
  sign(
    request: Parameters<SignatureV4a['sign']>[0],
    options?: object,
  ): Promise<{ readonly headers: Record<string, string> }>;
}

export interface SignedFetchOptions {
  /** `SignatureV4`, or `SignatureV4a` for a service that is of all Regions; a bundle has the one that it names. */
  readonly Signer: new (...init: ConstructorParameters<typeof SignatureV4>) => RequestSigner;
  /** The service's name in signatures. */
  readonly service: string;
  /** Region of the service; `*` for all. */
  readonly region: string;
  /** Milliseconds after which an answer, its body included, is no longer waited for. */
  readonly timeout: number;
}

type Data = string | ArrayBuffer | ArrayBufferView;

const bytes = (data: Data): string | Uint8Array => {
  if (typeof data === 'string') return data;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
};

/** node:crypto behind the interface that the signer takes. */
class Sha256 {
  readonly #secret: Data | undefined;
  #hash: Hash | Hmac;

  constructor(secret?: Data) {
    this.#secret = secret;
    this.#hash = this.#begin();
  }

  update(data: Data): void {
    this.#hash.update(bytes(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {
    this.#hash = this.#begin();
  }

  #begin(): Hash | Hmac {
    return this.#secret === undefined ? createHash('sha256') : createHmac('sha256', bytes(this.#secret));
  }
}

export const signedFetch = ({ Signer, service, region, timeout }: SignedFetchOptions): SignedFetch => {
  const signer = new Signer({ service, region, credentials: defaultProvider(), sha256: Sha256 });
  return async ({ method, url, headers: own = {}, body }) => {
    const { hostname, pathname: path, protocol } = url;
    const { headers } = await signer.sign({
      ...{ method, protocol, hostname, path, body },
      headers: { host: url.host, ...own },
    });
    // Not `AbortSignal.timeout`, which ends the time of what was answered long ago, too: an error made for nobody.
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), timeout);
    try {
      const { signal } = limit;
      return await wholeAnswer(await fetch(url, { method, headers, body: body ?? null, signal }));
    } finally {
      clearTimeout(timer);
    }
  };
};
