import { isGraphQLRequestError } from '@northwind/sdk';
import { GetLockerDocument, OpenCompartmentDocument, type GetLockerQuery } from '@northwind/sdk/graphql';
import { lockerId, northwind } from './manager.ts';

try {
  // The result and the variables have the document's types.
  const { getLocker } = await northwind.graphql.query(GetLockerDocument, { lockerId }, { timeout: 5000 });
  console.log(getLocker.name, getLocker.sequence);

  for (const { id: compartmentId } of getLocker.compartments.slice(0, 1)) {
    const input = { lockerId, compartmentId, clientMutationId: crypto.randomUUID() };
    const { openCompartment } = await northwind.graphql.mutate(OpenCompartmentDocument, { input });
    console.log(openCompartment);
  }
} catch (error) {
  if (!isGraphQLRequestError(error)) throw error;
  console.error(error.errorType, error.errorInfo, error.path?.join('.'));
  const partial = error.data as Partial<GetLockerQuery> | null; // the fields that did not fail
  console.log(partial?.getLocker?.name);
}
