import { Northwind, isGraphQLRequestError } from '@northwind/sdk';
import { GetLockerDocument, MarkDeliveredDocument, type GetLockerQuery } from '@northwind/sdk/graphql';

const northwind = Northwind.fromEnv();

// The result and the variables have the document's types.
const { markDelivered } = await northwind.graphql.mutate(MarkDeliveredDocument, {
  input: { deliveryId: 'dlv_01KAJ8Q0000000000000000001', clientMutationId: crypto.randomUUID() },
});
console.log(markDelivered.status);

try {
  const { getLocker } = await northwind.graphql.query(
    GetLockerDocument,
    { lockerId: 'lkr_01K6F0A0000000000000000007' },
    { timeout: 5000 },
  );
  console.log(getLocker.name, getLocker.sequence);
} catch (error) {
  if (!isGraphQLRequestError(error)) throw error;
  console.error(error.errorType, error.errorInfo, error.path?.join('.'));
  const partial = error.data as Partial<GetLockerQuery> | null; // the fields that did not fail
  console.log(partial?.getLocker?.name);
}
