/** DynamoDB's exceptions as AppSync words them: type `DynamoDB:<name>`, the service's particulars behind the message. */
import type { SourceResult } from './source.ts';

interface ServiceException extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/** @throws the cause itself when it did not come from DynamoDB (a mistake in the request document, a connection that broke) */
export function dynamodbError(cause: unknown, result: unknown = null): SourceResult {
  const exception = cause as ServiceException;
  const status = exception.$metadata?.httpStatusCode;
  if (status === undefined) throw cause;
  const requestId = exception.$metadata?.requestId ?? 'null';
  return {
    result,
    error: {
      type: `DynamoDB:${exception.name}`,
      message: `${exception.message} (Service: DynamoDb, Status Code: ${status}, Request ID: ${requestId})`,
    },
  };
}
