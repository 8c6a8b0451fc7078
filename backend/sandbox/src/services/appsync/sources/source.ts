/** What every data source looks like to a resolver. */
export interface SourceResult {
  readonly result: unknown;
  /** Becomes `ctx.error` of the response handler. */
  readonly error?: { readonly message: string; readonly type: string | null } | undefined;
}

/** Which resolver or function calls: requests are batched with those of the same one only. */
export interface SourceCaller {
  readonly name: string;
  readonly maxBatchSize: number;
}

export interface DataSource {
  readonly name: string;
  /** @param request what the resolver's request handler returned */
  invoke(request: Readonly<Record<string, unknown>>, caller: SourceCaller): Promise<SourceResult>;
}

/** A NONE data source answers with the payload it is given: AWS AppSync Developer Guide, "None data source function reference". */
export function noneSource(name: string): DataSource {
  return {
    name,
    invoke: (request) =>
      Promise.resolve({ result: (request as { payload?: unknown } | null)?.payload ?? null }),
  };
}
