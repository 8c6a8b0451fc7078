import { defineFunction } from '../definition.ts';
import { powertoolsEnvironment } from '../environment.ts';

export const definition = defineFunction({
  name: 'failover',
  description: 'Has GraphQL and the live streams follow the Region that REST’s health checks name.',
  memorySize: 256,
  // Longer than the pause between two runs, of which EventBridge Scheduler promises the minute and not the second ("Schedule types on
  // EventBridge Scheduler"): one run looks until the next one does.
  timeout: 120,
  latencyCritical: false,
  triggers: [{ kind: 'schedule', expression: 'rate(1 minute)' }],
  environment: {
    ...powertoolsEnvironment('failover'),
    FAILOVER_NAME: { from: 'failover-name' },
    PRIMARY_REGION: { from: 'primary-region' },
    PRIMARY_HEALTH_CHECK_ID: { from: 'primary-health-check' },
    EDGE_STORE_ARN: { from: 'edge-store' },
    EDGE_STORE_KEY: { from: 'literal', value: 'graphql' },
  },
  access: [
    {
      kind: 'edge-store',
      actions: [
        'cloudfront-keyvaluestore:DescribeKeyValueStore',
        'cloudfront-keyvaluestore:GetKey',
        'cloudfront-keyvaluestore:PutKey',
      ],
    },
    { kind: 'primary-health-check', actions: ['route53:UpdateHealthCheck'] },
  ],
});
