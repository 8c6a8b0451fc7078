/** Which Region a name leads to, as Route 53 decides it by health checks and the failover routing policy. */

export interface HealthCheck {
  readonly isHealthy: boolean;
  /** Takes the result of one request. */
  report(isUp: boolean): void;
  /**
   * Makes it unhealthy whatever the results are, or lets them count again: "Disabled" (always healthy) and "Inverted" (the other way
   * round) together, since inverting alone would send everybody to a Region that is down ("UpdateHealthCheck", Route 53 API Reference).
   */
  hold(isHeld: boolean): void;
}

/**
 * Begins healthy, and changes its mind after as many results in a row as the threshold says ("How Amazon Route 53 determines whether a
 * health check is healthy").
 */
export function createHealthCheck(failureThreshold: number): HealthCheck {
  let isUp = true;
  let isHeld = false;
  let differing = 0;
  return {
    get isHealthy() {
      return isUp && !isHeld;
    },
    report(result) {
      differing = result === isUp ? 0 : differing + 1;
      if (differing < failureThreshold) return;
      isUp = result;
      differing = 0;
    },
    hold(value) {
      isHeld = value;
    },
  };
}

/**
 * The first that is healthy; where none is, the last, whose record has no health check and so counts as healthy ("How Amazon Route 53 chooses
 * records when health checking is configured").
 */
export const activeOf = <Region extends { readonly health: Pick<HealthCheck, 'isHealthy'> }>(
  regions: readonly [Region, ...Region[]],
): Region => regions.find(({ health }) => health.isHealthy) ?? regions.at(-1) ?? regions[0];
