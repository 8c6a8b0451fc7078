import { describeStores } from './stores.ts';
import { describeItems } from './suite/items.ts';
import { describeStreams } from './suite/streams.ts';
import { describeTransactions } from './suite/transactions.ts';

describeStores('the store', (store) => {
  describeItems(store);
  describeTransactions(store);
  describeStreams(store);
});
