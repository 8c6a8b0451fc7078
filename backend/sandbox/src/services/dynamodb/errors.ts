/** A refusal in the form DynamoDB sends it: an HTTP status and a JSON body with `__type` and `message`. */
export interface ServiceError extends Error {
  statusCode: number;
  body: { __type: string; message?: string; [field: string]: unknown };
}

const prefixes: Record<string, string> = {
  ValidationException: 'com.amazon.coral.validate#',
  SerializationException: 'com.amazon.coral.service#',
  UnknownOperationException: 'com.amazon.coral.service#',
  MissingAuthenticationTokenException: 'com.amazon.coral.service#',
  IncompleteSignatureException: 'com.amazon.coral.service#',
  InvalidSignatureException: 'com.amazon.coral.service#',
  AccessDeniedException: 'com.amazon.coral.service#',
  UnrecognizedClientException: 'com.amazon.coral.service#',
};

/**
 * Makes the error of a name.
 *
 * @param fields further members of the body, such as `CancellationReasons`.
 */
export function serviceError(
  name: string,
  message?: string,
  fields: Record<string, unknown> = {},
): ServiceError {
  const error = new Error(message ?? name) as ServiceError;
  error.name = name;
  error.statusCode = 400;
  error.body = {
    __type: (prefixes[name] ?? 'com.amazonaws.dynamodb.v20120810#') + name,
    ...(message === undefined ? {} : { message }),
    ...fields,
  };
  return error;
}

export function validationError(message: string): ServiceError {
  return serviceError('ValidationException', message);
}

/** `ConditionalCheckFailedException` and its like, without the namespace in front. */
export function errorName(error: ServiceError): string {
  return error.body.__type.slice(error.body.__type.indexOf('#') + 1);
}

export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'body' in error && 'statusCode' in error;
}
