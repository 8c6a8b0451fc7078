import { lazy } from '../errors/lazy.ts';
import type { GraphQLClient } from '../graphql/graphql-client.ts';
import type { FileConfig, SignatureImage, UploadOptions } from './options.ts';

const loadUpload = /* @__PURE__ */ lazy(() => import('./upload-signature.lazy.ts'));

/** Signatures of recipients, which a courier takes. Reached as `northwind.signatures`. */
export class Signatures {
  readonly #graphql: GraphQLClient;
  readonly #config: FileConfig;

  /** @internal */
  constructor(graphql: GraphQLClient, config: FileConfig) {
    this.#graphql = graphql;
    this.#config = config;
  }

  /**
   * Asks for a place to upload a signature to, and uploads it there. The code for it is loaded when it is first used.
   *
   * @returns the upload's id, for `signatureUploadId` of `markDelivered`.
   * @throws `GraphQLRequestError` if the server gives no place: the delivery is not this courier's, say.
   * @throws {@link NorthwindError} Whatever else fails: see the classes that extend it.
   *
   * @example
   * ```ts
   * import { Northwind } from '@northwind/sdk';
   *
   * const northwind = Northwind.fromEnv();
   * const signatureUploadId = await northwind.signatures.upload({
   *   deliveryId: 'dlv_01KAJ8Q0000000000000000001',
   *   contentType: 'SVG',
   *   image: '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9"/></svg>',
   * });
   * console.log(signatureUploadId);
   * ```
   */
  async upload(signature: SignatureImage, options: UploadOptions = {}): Promise<string> {
    const { uploadSignature } = await loadUpload();
    return uploadSignature(this.#graphql, this.#config, signature, options);
  }
}
