import { lookup } from 'node:dns/promises';
import { connect } from 'node:tls';
import { attempt, failed, ok, skipped, type Finding } from './check.ts';

/** Days before its end from which a certificate is told of. */
const CERTIFICATE_DAYS = 7;
/** Seconds by which clocks may differ: tokens are not sent in their last 30. */
const MAX_SKEW_SECONDS = 30;

const isLoopback = (hostname: string): boolean => /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname);

export const checkDns = (url: URL): Promise<Finding> =>
  attempt(`DNS ${url.hostname}`, 'Check the address, your DNS server and your VPN.', async () => {
    const { address } = await lookup(url.hostname.replace(/^\[|\]$/g, ''));
    return ok(`DNS ${url.hostname}`, address);
  });

export async function checkTls(url: URL, timeoutMs: number): Promise<Finding> {
  const check = `TLS ${url.host}`;
  if (url.protocol === 'http:')
    return isLoopback(url.hostname)
      ? skipped(check, 'http on this machine')
      : failed(check, 'http: whoever is on the way reads your credentials', 'Use the https address.');
  return attempt(check, 'A proxy that opens TLS? Give its certificate by NODE_EXTRA_CA_CERTS.', async () => {
    const ends = await certificateEnd(url, timeoutMs);
    const days = Math.floor((ends.getTime() - Date.now()) / 86_400_000);
    const detail = `certificate until ${ends.toISOString().slice(0, 10)}`;
    return days < CERTIFICATE_DAYS
      ? failed(check, detail, 'Tell Northwind: the certificate ends soon.')
      : ok(check, detail);
  });
}

function certificateEnd({ hostname, port }: URL, timeoutMs: number): Promise<Date> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port || 443), servername: hostname }, () => {
      resolve(new Date(socket.getPeerCertificate().valid_to));
      socket.end();
    });
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error('no answer in time')));
    socket.once('error', reject);
  });
}

/** Whether the API answers, and what it says the time is. */
export async function checkApi(restUrl: string, timeoutMs: number): Promise<Finding[]> {
  const findings: Finding[] = [];
  const health = await attempt('API', 'Check the address, your network and proxy.', async () => {
    const begun = performance.now();
    const response = await fetch(`${restUrl}/health`, { signal: AbortSignal.timeout(timeoutMs) });
    const milliseconds = Math.round(performance.now() - begun);
    await response.body?.cancel();
    findings.push(checkClock(response.headers.get('date')));
    return response.ok
      ? ok('API', `${restUrl} answers in ${milliseconds} ms`)
      : failed('API', `${restUrl}/health: ${response.status}`, 'Try again in a moment, and tell Northwind.');
  });
  return [health, ...findings];
}

function checkClock(date: string | null): Finding {
  const server = Date.parse(date ?? '');
  if (Number.isNaN(server)) return skipped('Clock', 'the server does not say what time it is');
  // Its clock is told in whole seconds.
  const seconds = Math.round((Date.now() - server) / 1000);
  const detail = `${Math.abs(seconds)} s ${seconds < 0 ? 'behind' : 'ahead of'} the server`;
  return Math.abs(seconds) > MAX_SKEW_SECONDS
    ? failed('Clock', detail, 'Set this machine’s clock (NTP): tokens and signatures depend on it.')
    : ok('Clock', detail);
}
