/** Links to finished exports. */
import { lazily } from '../../runtime/lazily.ts';
import type { DownloadLink } from './views.ts';

/** Seconds a link works: what the contract promises. */
const LINK_SECONDS = 900;

export interface ExportFiles {
  /** Signs a new link to an object. Signing asks nobody: the object need not exist. */
  sign(objectKey: string): Promise<DownloadLink>;
}

/** Loaded with the first link, for the reason that export-queue.ts gives. */
const connect = async () => {
  const [{ GetObjectCommand, S3Client }, { getSignedUrl }] = await Promise.all([
    import('@aws-sdk/client-s3'),
    import('@aws-sdk/s3-request-presigner'),
  ]);
  return { client: new S3Client({}), GetObjectCommand, getSignedUrl };
};

export const exportFiles = (bucket: () => string): ExportFiles => {
  const connected = lazily(connect);
  return {
    async sign(objectKey) {
      const { client, GetObjectCommand, getSignedUrl } = await connected();
      const fileName = objectKey.slice(objectKey.lastIndexOf('/') + 1);
      const command = new GetObjectCommand({
        Bucket: bucket(),
        Key: objectKey,
        ResponseContentDisposition: `attachment; filename="${fileName}"`,
      });
      const expiresAt = new Date(Date.now() + LINK_SECONDS * 1000).toISOString();
      return { url: await getSignedUrl(client, command, { expiresIn: LINK_SECONDS }), expiresAt };
    },
  };
};
