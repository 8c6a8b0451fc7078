/** The backend of `fixture.ts`, with the queue and the bucket that exports pass through. */
import { buckets, queues } from '../../../src/functions/resources.ts';
import { startS3, type S3 } from '../../src/services/s3/start.ts';
import { startSqs } from '../../src/services/sqs/start.ts';
import { startBackend, type Backend } from './fixture.ts';

export interface BackendWithExports extends Backend {
  readonly exportQueueUrl: string;
  readonly storage: S3;
}

export const startBackendWithExports = async (
  environment: Record<string, string> = {},
): Promise<BackendWithExports> => {
  const sqs = await startSqs({ port: 0, queues });
  const s3 = await startS3({ port: 0, buckets, secretOf: () => 'test' });
  const exportQueueUrl = sqs.queues.exports.url;
  const backend = await startBackend({
    ...environment,
    AWS_ENDPOINT_URL_SQS: sqs.url,
    AWS_ENDPOINT_URL_S3: s3.url,
    EXPORT_QUEUE_URL: exportQueueUrl,
    EXPORTS_BUCKET: 'exports',
  });
  return {
    ...backend,
    exportQueueUrl,
    storage: s3,
    async close() {
      await backend.close();
      await Promise.all([sqs.close(), s3.close()]);
    },
  };
};
