import { Northwind, isAbortError } from '@northwind/sdk';
import { OnDeliveryUpdatedDocument } from '@northwind/sdk/graphql';
import WebSocket from 'ws'; // Node 20 only: browsers and Node 22 have one

const northwind = Northwind.fromEnv({ webSocketImpl: WebSocket });
northwind.graphql.connection.onChange(({ state, reason }) => console.log(state, reason ?? ''));

const controller = new AbortController();
process.once('SIGINT', () => controller.abort());
try {
  const deliveries = northwind.graphql.subscribe(
    OnDeliveryUpdatedDocument,
    { lockerId: 'lkr_01K6F0A0000000000000000007' },
    { signal: controller.signal, onStarted: () => console.log('read here what happened meanwhile') },
  );
  for await (const { onDeliveryUpdated } of deliveries) {
    console.log(onDeliveryUpdated?.deliveryId, onDeliveryUpdated?.status);
  }
} catch (error) {
  if (!isAbortError(error)) throw error;
}
