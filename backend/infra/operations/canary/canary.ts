/**
 * The synthetic canary: asks both doors through the edge, as a stranger would. It holds no credential, so what it can see is that
 * the doors are there, that the table behind them answers, and that they refuse whoever shows nothing.
 *
 * CloudWatch Synthetics calls `handler`; a run succeeds if it returns and fails if it throws.
 */

export interface Doors {
  /** With the base path: `https://api.example.com/v1`. */
  readonly restUrl: string;
  readonly graphqlUrl: string;
}

export interface Probe {
  readonly name: string;
  readonly url: string;
  readonly init: RequestInit;
  readonly status: number;
}

export const probes = ({ restUrl, graphqlUrl }: Doors): readonly Probe[] => [
  { name: 'health of function and table', url: `${restUrl}/health?deep=true`, init: {}, status: 200 },
  { name: 'REST refuses without a token', url: `${restUrl}/invoices`, init: {}, status: 401 },
  {
    name: 'GraphQL refuses without a token',
    url: graphqlUrl,
    init: {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __typename }' }),
    },
    status: 401,
  },
];

/** @throws Error that names the first door that answered otherwise, or not within 10 s */
export async function probe(doors: Doors, fetchDoor: typeof fetch = fetch): Promise<void> {
  for (const { name, url, init, status } of probes(doors)) {
    const response = await fetchDoor(url, { ...init, signal: AbortSignal.timeout(10_000) });
    await response.arrayBuffer();
    if (response.status !== status) {
      throw new Error(`${name}: expected ${status}, got ${response.status} from ${url}`);
    }
  }
}

export async function handler(): Promise<void> {
  const { REST_URL: restUrl, GRAPHQL_URL: graphqlUrl } = process.env;
  if (!restUrl || !graphqlUrl) throw new Error('REST_URL and GRAPHQL_URL say where the doors are.');
  await probe({ restUrl, graphqlUrl });
}
