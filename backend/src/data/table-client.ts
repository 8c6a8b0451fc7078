import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Tracer } from '@aws-lambda-powertools/tracer';
import { requiredVariable } from '../runtime/environment.ts';

/** The table as repositories use it. */
export interface TableClient {
  readonly name: string;
  readonly client: DynamoDBDocumentClient;
}

/**
 * Region, credentials and endpoint come from the AWS SDK's own environment variables; the table's name from `TABLE_NAME`.
 *
 * A request that hangs is given up after four seconds and tried again: within a function that has ten, waiting longer for one
 * answer only means having none.
 */
export const connectTable = (tracer?: Tracer): TableClient => {
  const plain = new DynamoDBClient({
    maxAttempts: 4,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 4_000, throwOnRequestTimeout: true },
  });
  // It copies each request and each answer for a logger that there is not: a tenth of what a page of a hundred items costs.
  plain.middlewareStack.remove('loggerMiddleware');
  const traced = tracer ? tracer.captureAWSv3Client(plain) : plain;
  const client = DynamoDBDocumentClient.from(traced, { marshallOptions: { removeUndefinedValues: true } });
  return { name: requiredVariable('TABLE_NAME'), client };
};
