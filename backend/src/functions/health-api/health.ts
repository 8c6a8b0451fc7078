/** Whether the service can answer. */
import type { healthRepository } from '../../data/health-repository.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Health, OperationHandlers } from '../../generated/operations.ts';
import type { RequestContext } from '../../http/request-context.ts';

export const healthHandlers = (
  table: ReturnType<typeof healthRepository>,
): OperationHandlers<'health-api', RequestContext> => {
  const checkTable = async (): Promise<Health['checks'][number]> => {
    const started = performance.now();
    try {
      await table.touch();
    } catch (error) {
      throw new Refusal('service_unavailable', 'The database is unavailable.', {
        retryAfter: 5,
        cause: error,
      });
    }
    return { name: 'table', status: 'ok', latencyMs: Math.round(performance.now() - started) };
  };

  return {
    async getHealth({ query }, { now }) {
      return {
        status: 200,
        body: { status: 'ok', checks: query.deep ? [await checkTable()] : [], time: now },
      };
    },
  };
};
