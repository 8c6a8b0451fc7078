import { S3Client } from '@aws-sdk/client-s3';
import type {
  SignatureDownloadRequest,
  SignatureLink,
  SignatureRequest,
} from '../../resolvers/shared/lambda-payloads.ts';
import { requiredVariable } from '../../runtime/environment.ts';
import { lazily } from '../../runtime/lazily.ts';
import { observe, traced } from '../../runtime/observability.ts';
import { signDownload, signUpload, type SignatureBucket } from './sign-links.ts';

/** Said as a type guard, because `Array.isArray` does not tell a read-only list from the rest. */
const isList = (request: SignatureRequest): request is readonly SignatureDownloadRequest[] =>
  Array.isArray(request);

export const createHandler = () => {
  const observability = lazily(observe);

  const bucket = lazily((): SignatureBucket => ({
    client: new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' }),
    name: requiredVariable('SIGNATURES_BUCKET'),
  }));

  /** AppSync has authorized the caller for the delivery before it asks; links are never logged, because whoever has one may use it. */
  return async (request: SignatureRequest): Promise<SignatureLink | SignatureLink[]> => {
    const { logger, tracer } = observability();
    return traced(tracer, 'signLinks', async () => {
      if (isList(request)) return Promise.all(request.map((one) => signDownload(bucket(), one)));
      logger.info('signature upload', {
        key: request.key,
        contentType: request.contentType,
        sizeBytes: request.sizeBytes,
      });
      return signUpload(bucket(), request);
    });
  };
};

export const handler = createHandler();
