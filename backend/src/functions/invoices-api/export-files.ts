/** Links to finished exports. */
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { DownloadLink } from './views.ts';

/** Seconds a link works: what the contract promises. */
const LINK_SECONDS = 900;

export interface ExportFiles {
  /** Signs a new link to an object. Signing asks nobody: the object need not exist. */
  sign(objectKey: string): Promise<DownloadLink>;
}

export const exportFiles = (client: () => S3Client, bucket: () => string): ExportFiles => ({
  async sign(objectKey) {
    const fileName = objectKey.slice(objectKey.lastIndexOf('/') + 1);
    const command = new GetObjectCommand({
      Bucket: bucket(),
      Key: objectKey,
      ResponseContentDisposition: `attachment; filename="${fileName}"`,
    });
    const expiresAt = new Date(Date.now() + LINK_SECONDS * 1000).toISOString();
    return { url: await getSignedUrl(client(), command, { expiresIn: LINK_SECONDS }), expiresAt };
  },
});
