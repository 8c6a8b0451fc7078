import { expect, it } from 'vitest';
import type { Plan, ResourceChange } from './plan.ts';
import { leavesAlone } from './releases.ts';
import { plan } from './sound-entries.ts';

const planned = (...actions: ResourceChange['change']['actions']): ReadonlyMap<string, Plan> => {
  const change = { actions, before: {}, after: {} };
  const [address, type] = ['aws_route53_health_check.rest["eu-central-1"]', 'aws_route53_health_check'];
  return new Map([['network-edge', { ...plan(), resource_changes: [{ address, type, change }] }]]);
};

it('a failover is left alone when nothing is planned after it', () => {
  expect(leavesAlone(planned('no-op'))).toEqual([]);
  expect(leavesAlone(planned('update'))).toEqual([
    'network-edge takes back what has moved: update aws_route53_health_check.rest["eu-central-1"]',
  ]);
});
