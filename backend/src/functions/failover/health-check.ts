/** Route 53's health check of the primary Region. */
import type { SignedFetch } from '../signed-fetch.ts';

export interface HealthCheckOptions {
  readonly id: string;
  readonly fetch: SignedFetch;
}

const body =
  '<UpdateHealthCheckRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/">' +
  '<Inverted>true</Inverted><Disabled>true</Disabled></UpdateHealthCheckRequest>';

/**
 * Has it be unhealthy, whatever the Region answers: Route 53 takes a disabled check for healthy, and an inverted one for the opposite of that
 * (Route 53 API Reference, "UpdateHealthCheck"). Again does nothing.
 *
 * @throws Error where Route 53 refuses or does not answer
 */
export async function holdHealthCheck({ id, fetch }: HealthCheckOptions): Promise<void> {
  const url = new URL(`https://route53.amazonaws.com/2013-04-01/healthcheck/${id}`);
  const response = await fetch({ method: 'POST', url, headers: { 'content-type': 'application/xml' }, body });
  if (!response.ok) throw new Error(`The primary's health check is not held: HTTP ${response.status}.`);
}
