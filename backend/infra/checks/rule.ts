/** What a rule is, and what it reads. */
import { ofType, type Plan, type PlannedResource } from './plan.ts';

/** One applied step: what was planned at first, where what AWS decides is unknown, and what was planned after the apply. */
export interface AppliedStep {
  readonly first: Plan;
  readonly settled: Plan;
}

/** Step (`data`, `app eu-west-1`) → its plans. */
export type Stack = ReadonlyMap<string, AppliedStep>;

/** What the contracts and the backend say, as codegen wrote it down. Only what the rules read of it. */
export interface Sources {
  readonly manifest: {
    readonly basePath: string;
    readonly graphqlDiscoveryPath: string;
    readonly scopes: Readonly<Record<string, string>>;
    readonly scopesByGroup: Readonly<Record<string, readonly string[]>>;
    readonly idPatterns: Readonly<Record<string, string>>;
    readonly environments: Readonly<Record<string, { readonly url: string; readonly tokenUrl: string }>>;
    readonly operations: Readonly<
      Record<
        string,
        {
          readonly operationId: string;
          readonly method: string;
          readonly path: string;
          readonly function: string;
          readonly scopes: readonly string[];
          readonly open: boolean;
          readonly apiKey: 'required' | 'of-partners' | 'none';
        }
      >
    >;
  };
  readonly fields: {
    readonly dataSources: readonly {
      readonly name: string;
      readonly type: string;
      readonly access?: readonly TableAccess[];
    }[];
    readonly fields: readonly {
      readonly type: string;
      readonly field: string;
      readonly kind: string;
      readonly maxBatchSize?: number;
    }[];
  };
  readonly functions: {
    readonly functions: Readonly<
      Record<
        string,
        {
          readonly triggers: readonly { readonly kind: string; readonly maximumConcurrency?: number }[];
          readonly access: readonly AnyAccess[];
        }
      >
    >;
    readonly queues: Readonly<Record<string, unknown>>;
    readonly buckets: Readonly<Record<string, unknown>>;
    readonly traceSampling: { readonly reservoirSize: number; readonly fixedRate: number };
  };
  readonly table: {
    readonly globalSecondaryIndexes: readonly { readonly name: string; readonly projection: string }[];
    readonly warmThroughput: { readonly readUnitsPerSecond: number; readonly writeUnitsPerSecond: number };
  };
  /** Fields of Query, Mutation and Subscription in schema.graphql: `Query.me`. */
  readonly rootFields: readonly string[];
}

export interface TableAccess {
  readonly kind: 'table';
  readonly actions: readonly string[];
  readonly on: 'table' | readonly string[];
  readonly leadingKeys: readonly string[];
}

export type AnyAccess = TableAccess | { readonly kind: string; readonly actions: readonly string[] };

/** A stack and its sources that a counterexample may spoil. */
export interface Spoiled {
  readonly environment: string;
  readonly stack: Stack;
  readonly sources: Sources;
}

export interface Rule {
  /** A sentence that is true of a sound stack. */
  readonly name: string;
  /** What is wrong, one sentence each; empty for a sound stack. */
  check(environment: string, stack: Stack, sources: Sources): readonly string[];
  /** What must not pass: a sentence and how a sound stack is made to be so. */
  readonly counterexamples: Readonly<Record<string, (spoiled: Spoiled) => void>>;
}

/** Every managed resource of every step after its apply, with the step's name. */
export function everywhere(
  stack: Stack,
  collect: (plan: Plan) => readonly PlannedResource[],
): readonly PlannedResource[] {
  return [...stack].flatMap(([step, { settled }]) =>
    collect(settled).map((resource) => ({ ...resource, address: `${step}: ${resource.address}` })),
  );
}

/** Those of one type. */
export const everyOfType = (stack: Stack, type: string): readonly PlannedResource[] =>
  everywhere(stack, (plan) => ofType(plan, type));
