import { graphqlDiscoveryPath } from '../generated/environments.ts';
import type { GraphQLDiscovery } from '../generated/models.ts';
import type { Transport } from '../transport/transport-request.ts';
import { partsOf } from './endpoint.ts';

/** Who answers the GraphQL API, as far as is known. */
export interface GraphQLHost {
  /** What `host` of a real-time authorization has to be. */
  readonly host: string;
  /** Milliseconds until it is to be asked for again; left out where it does not move. */
  readonly refreshMs?: number | undefined;
}

/** Finds out who answers now. It does not fail: what cannot be learned is what was known before. */
export type FindGraphQLHost = () => GraphQLHost | Promise<GraphQLHost>;

/** How long what was learned holds, unless the document says otherwise. Milliseconds. */
const REFRESH_MS = 60_000;
/** The socket waits for it. Milliseconds. */
const TIMEOUT_MS = 5_000;

/**
 * AppSync compares the host in every real-time authorization with its own name, and another Region's AppSync has another name. So a
 * host that was compiled in would be refused after a failover: it is read from the document that the contract has for it, which
 * changes in one step with where the GraphQL URL leads.
 *
 * Where there is no such document, nothing stands before AppSync, and the host is that of the URL.
 */
export function graphqlHostFinder(transport: Transport, graphqlUrl: string): FindGraphQLHost {
  const { scheme, host: own } = partsOf(graphqlUrl);
  let known: GraphQLHost = { host: own, refreshMs: REFRESH_MS };
  return async () => {
    try {
      const { response, body } = await transport({
        operation: 'graphqlDiscovery',
        method: 'GET',
        url: `${scheme}://${own}${graphqlDiscoveryPath}`,
        headers: {},
        auth: 'none',
        returnErrors: true,
        options: { maxRetries: 0, timeout: TIMEOUT_MS },
      });
      if (response.status > 399 && response.status < 500) known = { host: own };
      else {
        const { host, refreshSeconds } = JSON.parse(body) as Partial<Record<keyof GraphQLDiscovery, unknown>>;
        // A pace of nought would ask without end.
        const refreshMs = Math.max(1000, Number(refreshSeconds) * 1000 || REFRESH_MS);
        if (typeof host === 'string') known = { host, refreshMs };
      }
    } catch {
      // The socket's own attempt says what is wrong, if anything is.
    }
    return known;
  };
}
