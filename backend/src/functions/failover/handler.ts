import { setTimeout as wait } from 'node:timers/promises';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { SignatureV4 } from '@smithy/signature-v4';
import { SignatureV4a } from '@smithy/signature-v4a';
import { requiredVariable } from '../../runtime/environment.ts';
import { lazily } from '../../runtime/lazily.ts';
import { observe } from '../../runtime/observability.ts';
import { activeRegion, txtRecord } from '../active-region.ts';
import { signedFetch } from '../signed-fetch.ts';
import { connectEdgeStore } from './edge-store.ts';
import { createFailover, lookEveryMs, lookForMs, lookOut } from './failover.ts';
import { holdHealthCheck } from './health-check.ts';

/** Milliseconds for each request. */
const timeout = 3_000;

export const createHandler = () => {
  const observability = lazily(observe);

  const look = lazily(() => {
    const kvs = signedFetch({
      Signer: SignatureV4a,
      service: 'cloudfront-keyvaluestore',
      region: '*',
      timeout,
    });
    // Route 53 is signed for in us-east-1, wherever it is asked from.
    const route53 = signedFetch({ Signer: SignatureV4, service: 'route53', region: 'us-east-1', timeout });
    return createFailover({
      activeRegion: activeRegion(txtRecord(requiredVariable('FAILOVER_NAME'))),
      primary: requiredVariable('PRIMARY_REGION'),
      store: connectEdgeStore({
        arn: requiredVariable('EDGE_STORE_ARN'),
        key: requiredVariable('EDGE_STORE_KEY'),
        fetch: kvs,
      }),
      holdPrimary: () => holdHealthCheck({ id: requiredVariable('PRIMARY_HEALTH_CHECK_ID'), fetch: route53 }),
      moved(region) {
        const { logger, publish, takeMetrics } = observability();
        logger.warn('the edge leads elsewhere', { region });
        const metrics = takeMetrics();
        metrics.addMetric('FailoverMoves', MetricUnit.Count, 1);
        publish(metrics);
      },
      now: Date.now,
    });
  });

  return (): Promise<void> =>
    lookOut({
      look: () => look()(),
      everyMs: lookEveryMs,
      forMs: lookForMs,
      wait,
      now: Date.now,
      failed: (error) => observability().logger.error('look failed', { error: error as Error }),
    });
};

export const handler = createHandler();
