import { defineFunction } from '../definition.ts';
import { powertoolsEnvironment } from '../environment.ts';
import { newDeliveryEvents } from '../stream-filters.ts';

export const definition = defineFunction({
  name: 'push-notifier',
  description: "Tells a topic of each change of a delivery's status, for phones that are not looking.",
  memorySize: 512,
  timeout: 20,
  latencyCritical: false,
  triggers: [
    {
      kind: 'stream',
      batchSize: 50,
      bisectOnError: true,
      maximumRetryAttempts: 10,
      partialBatchResponse: true,
      onFailureQueue: 'push-notifier-failures',
      filters: [newDeliveryEvents],
    },
  ],
  environment: {
    ...powertoolsEnvironment('push-notifier'),
    FAILOVER_NAME: { from: 'failover-name' },
    DELIVERY_STATUS_TOPIC_ARN: { from: 'topic', topic: 'delivery-status' },
  },
  access: [{ kind: 'topic', topic: 'delivery-status', actions: ['sns:Publish'] }],
});
