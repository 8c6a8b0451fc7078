/** Means of writing a small plan down. */
import type { JsonValue, Plan, PlannedResource } from './plan.ts';

export const account = '123456789012';

export const partner = 'prt_01J9A0B1C2D3E4F5G6H7J8K9M0';

/** What the edge sends and the origins ask for. */
export const originToken = 'sound-sound-sound-sound-sound-00';

export const key = (region: string) => `arn:aws:kms:${region}:${account}:key/1`;

/** A statement of a firewall: the request is a health check. */
export const healthPath = {
  byte_match_statement: [
    { search_string: '/v1/health', positional_constraint: 'EXACTLY', field_to_match: [{ uri_path: [{}] }] },
  ],
};

/** The rule that limits each address on that path. */
export const rateOfOpenPath = (priority: number) => ({
  name: 'RateOfOpenPath',
  priority,
  statement: [
    {
      rate_based_statement: [
        {
          aggregate_key_type: 'IP',
          limit: 120,
          evaluation_window_sec: 60,
          scope_down_statement: [healthPath],
        },
      ],
    },
  ],
});

export type Entry = readonly [type: string, name: string, values: Readonly<Record<string, JsonValue>>];

const resource = ([type, name, values]: Entry): PlannedResource => ({
  address: `${type}.${name}`,
  mode: 'managed',
  type,
  name,
  values,
});

export const plan = (...entries: readonly Entry[]): Plan => ({
  planned_values: { root_module: { resources: entries.map(resource) } },
  resource_changes: [],
});

export const policy = (...statements: readonly JsonValue[]): string =>
  JSON.stringify({ Statement: statements });
