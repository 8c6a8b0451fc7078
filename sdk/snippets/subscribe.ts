import { isAbortError } from '@northwind/sdk';
import { OnDeliveryUpdatedDocument } from '@northwind/sdk/graphql';
import { lockerId, northwind } from './manager.ts';

northwind.graphql.connection.onChange(({ state, reason }) => console.log(state, reason ?? ''));

const controller = new AbortController();
process.once('SIGINT', () => controller.abort());
try {
  const deliveries = northwind.graphql.subscribe(
    OnDeliveryUpdatedDocument,
    { lockerId },
    { signal: controller.signal, onStarted: () => console.log('read here what happened meanwhile') },
  );
  for await (const { onDeliveryUpdated } of deliveries) {
    console.log(onDeliveryUpdated?.deliveryId, onDeliveryUpdated?.status);
  }
} catch (error) {
  if (!isAbortError(error)) throw error;
}
