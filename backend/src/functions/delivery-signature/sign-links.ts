/** Pre-signed URLs of signatures. Signing asks nobody: the object need not exist. */
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type {
  SignatureDownloadRequest,
  SignatureLink,
  SignatureUploadRequest,
} from '../../resolvers/shared/lambda-payloads.ts';

/** Seconds a link works: long enough for a phone in a cellar to try again, too short to be passed around. */
const LINK_SECONDS = 300;

export interface SignatureBucket {
  readonly client: S3Client;
  readonly name: string;
}

const expiry = (): string => new Date(Date.now() + LINK_SECONDS * 1000).toISOString();

/** Headers of the upload that its signature covers; S3 refuses a PUT that leaves one out or changes it. */
const boundHeaders = new Set(['content-length', 'content-type', 'if-none-match']);

/**
 * A PUT that is bound to content type and size, and that never replaces an object: `If-None-Match: *` ("Add preconditions to S3
 * operations with conditional requests", Amazon S3). The client must have been made with `requestChecksumCalculation: 'WHEN_REQUIRED'`: by
 * default the SDK signs the checksum of an empty body into the URL, and S3 refuses every image.
 */
export const signUpload = async (
  { client, name }: SignatureBucket,
  { key, contentType, sizeBytes }: SignatureUploadRequest,
): Promise<SignatureLink> => {
  const expiresAt = expiry();
  const command = new PutObjectCommand({
    Bucket: name,
    Key: key,
    ContentType: contentType,
    ContentLength: sizeBytes,
    IfNoneMatch: '*',
  });
  // Headers that are not named here stay unsigned, and anything of any size could be stored as an image.
  const url = await getSignedUrl(client, command, {
    expiresIn: LINK_SECONDS,
    signableHeaders: boundHeaders,
    unhoistableHeaders: boundHeaders,
  });
  return { url, expiresAt };
};

/**
 * A GET. As an attachment, because an SVG opened in a tab of its own may run scripts; an `<img>` does not mind and does not run them.
 */
export const signDownload = async (
  { client, name }: SignatureBucket,
  { key }: SignatureDownloadRequest,
): Promise<SignatureLink> => {
  const expiresAt = expiry();
  const command = new GetObjectCommand({
    Bucket: name,
    Key: key,
    ResponseContentDisposition: 'attachment; filename="signature"',
  });
  return { url: await getSignedUrl(client, command, { expiresIn: LINK_SECONDS }), expiresAt };
};
