/**
 * Where the embedded store and DynamoDB Local do not agree, and why the embedded store is left as it is. Anything that is not
 * listed here must agree; an entry that no longer differs fails the suite too.
 *
 * Messages are not compared at all: DynamoDB Local words many of its own, where dynalite has those of the service. The
 * suite asserts the messages that callers read.
 */
const local = {
  updatedValues:
    'DynamoDB Local returns the whole attribute around a nested path; the service returns the nested path.',
  operand:
    'DynamoDB Local refuses the request with a ValidationException; the service cancels the transaction with the reason ValidationError (TransactWriteItems in the API reference).',
  transactKey:
    'DynamoDB Local refuses a key that does not fit the table with a ValidationException; the service cancels with the reason ValidationError.',
  transactGetKey: 'DynamoDB Local cancels without CancellationReasons; the service sends them.',
};

export const differences: Readonly<Record<string, string>> = {
  'set inside a map and see what is new': local.updatedValues,
  'an operand that is not there': local.operand,
  'an operand of another type': local.operand,
  'a failed condition beside a wrong operand': local.operand,
  'a delete with half a key': local.transactKey,
  'a put with half a key': local.transactKey,
  'read with half a key': local.transactGetKey,
};
