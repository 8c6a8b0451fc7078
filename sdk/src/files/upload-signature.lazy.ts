import { isApiError } from '../errors/api-error.ts';
import { assertKnownKeys } from '../errors/did-you-mean.ts';
import { UsageError } from '../errors/usage-error.ts';
import { RequestSignatureUploadDocument, type SignatureContentType } from '../generated/graphql/documents.ts';
import type { GraphQLClient } from '../graphql/graphql-client.ts';
import { assertLimits, assertSignal } from '../transport/request-options.ts';
import type { FileConfig, SignatureImage, UploadOptions } from './options.ts';
import { transfer } from './transfer.ts';

const OPERATION = 'uploadSignature';
const MEDIA_TYPES = { PNG: 'image/png', SVG: 'image/svg+xml' } satisfies Record<SignatureContentType, string>;

/** See `Signatures.upload`. */
export async function uploadSignature(
  graphql: GraphQLClient,
  { limits, fetch }: FileConfig,
  signature: SignatureImage,
  { signal, ...given }: UploadOptions,
): Promise<string> {
  assertKnownKeys('upload option', given, ['timeout', 'totalTimeout', 'maxRetries']);
  assertLimits(given);
  assertSignal(signal);
  const { deliveryId, contentType, image } = Object(signature) as SignatureImage;
  if (!Object.hasOwn(MEDIA_TYPES, contentType))
    throw new UsageError(`\`contentType\` must be one of ${Object.keys(MEDIA_TYPES).join(', ')}.`);
  const sizeBytes = sizeOf(image);
  const { requestSignatureUpload: upload } = await graphql.mutate(
    RequestSignatureUploadDocument,
    { input: { deliveryId, contentType, sizeBytes } },
    // Asking twice makes two places, of which one stays empty.
    { ...given, signal, idempotent: true },
  );
  let attempts = 0;
  const count: typeof globalThis.fetch = (...parameters) => {
    attempts++;
    return (fetch ?? globalThis.fetch)(...parameters);
  };
  try {
    await transfer({
      timeout: given.timeout ?? limits.timeout,
      totalTimeout: given.totalTimeout ?? limits.totalTimeout,
      maxRetries: given.maxRetries ?? limits.maxRetries,
      operation: OPERATION,
      method: 'PUT',
      url: upload.url,
      headers: { 'content-type': MEDIA_TYPES[contentType], 'if-none-match': '*' },
      body: image,
      signal,
      fetch: count,
    });
  } catch (error) {
    // The place is new and takes one image: it was taken by an attempt whose response was lost.
    if (!(attempts > 1 && isApiError(error) && error.status === 412)) throw error;
  }
  return upload.uploadId;
}

function sizeOf(image: SignatureImage['image']): number {
  // Not every phone's JavaScript has a `TextEncoder`.
  if (typeof image === 'string') {
    let bytes = 0;
    for (const character of image) {
      const code = character.codePointAt(0)!;
      bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
    }
    return bytes;
  }
  const { size, byteLength } = Object(image) as { size?: unknown; byteLength?: unknown };
  if (typeof size === 'number') return size;
  if (typeof byteLength === 'number') return byteLength;
  throw new UsageError('`image` must be a string, a Blob, an ArrayBuffer or a Uint8Array.');
}
