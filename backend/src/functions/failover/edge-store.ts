/**
 * The edge's key-value store, by its own API: of all Regions, at a host of the account's, and signed with Signature Version 4A (CloudFront
 * KeyValueStore API Reference). A write names the version that it goes by, so that of two writers one is refused.
 */
import type { SignedAnswer, SignedFetch, SignedRequest } from '../signed-fetch.ts';
import type { EdgeStore } from './failover.ts';

export interface EdgeStoreOptions {
  /** `arn:aws:cloudfront::<account>:key-value-store/<id>` */
  readonly arn: string;
  /** Under which the edge looks for the Region. */
  readonly key: string;
  readonly fetch: SignedFetch;
}

export function connectEdgeStore({ arn, key, fetch }: EdgeStoreOptions): EdgeStore {
  const [, , , , account = ''] = arn.split(':');
  const store = `https://${account}.cloudfront-kvs.global.api.aws/key-value-stores/${encodeURIComponent(arn)}`;
  const ask = async (path: string, request: Omit<SignedRequest, 'url'>): Promise<SignedAnswer> => {
    const response = await fetch({ url: new URL(store + path), ...request });
    if (response.ok || response.status === 404) return response;
    throw new Error(`The edge's store: ${request.method} ${path}, HTTP ${response.status}.`);
  };
  return {
    async read() {
      const response = await ask(`/keys/${key}`, { method: 'GET' });
      if (response.status === 404) return undefined;
      return (JSON.parse(response.text) as { readonly Value: string }).Value;
    },
    async write(region) {
      const version = (await ask('', { method: 'GET' })).headers.get('etag');
      if (version === null) throw new Error('The edge’s store does not say its version.');
      await ask(`/keys/${key}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json', 'if-match': version },
        body: JSON.stringify({ Value: region }),
      });
    },
  };
}
