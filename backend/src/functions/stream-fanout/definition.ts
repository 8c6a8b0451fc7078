import { defineFunction } from '../definition.ts';
import { powertoolsEnvironment } from '../environment.ts';
import { newLockerEvents } from '../stream-filters.ts';

export const definition = defineFunction({
  name: 'stream-fanout',
  description:
    "Publishes each new event of a locker to the GraphQL API's subscribers, in the locker's order.",
  memorySize: 1024,
  timeout: 30,
  latencyCritical: false,
  triggers: [
    {
      kind: 'stream',
      batchSize: 100,
      bisectOnError: true,
      // With the pauses that Lambda makes this bridges a disturbance of seconds. A longer one is not worth holding up the stream:
      // live clients see the hole in the sequence and fill it themselves.
      maximumRetryAttempts: 6,
      partialBatchResponse: true,
      onFailureQueue: 'stream-fanout-failures',
      filters: [newLockerEvents],
    },
  ],
  environment: {
    ...powertoolsEnvironment('stream-fanout'),
    FAILOVER_NAME: { from: 'failover-name' },
    GRAPHQL_URL: { from: 'graphql-url' },
  },
  access: [
    {
      kind: 'graphql',
      actions: ['appsync:GraphQL'],
      fields: ['Mutation.publishLockerEvent', 'Mutation.publishDeliveryEvent'],
    },
  ],
});
