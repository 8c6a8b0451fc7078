/** A flag: a query parameter, or a property of a body. */
export interface Flag {
  /** As the contract calls it: `issuedFrom`. */
  readonly name: string;
  /** As it is typed, without the dashes: `issued-from`. */
  readonly flag: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'json';
  readonly description: string;
  readonly required?: boolean;
  readonly choices?: readonly string[];
  /** What the server takes where the flag is left out. */
  readonly default?: unknown;
  readonly maximum?: number;
}

/** A resource of the contract: `northwind invoices`. */
export interface ResourceCommand {
  readonly name: string;
  readonly description: string;
}

/** An operation of the contract: `northwind invoices pay`. */
export interface OperationCommand {
  readonly operationId: string;
  /** Of a {@link ResourceCommand}. */
  readonly resource: string;
  readonly name: string;
  /** The SDK's resource and method. */
  readonly call: readonly [resource: string, method: string];
  readonly summary: string;
  readonly description: string;
  /** Of the path, in its order. */
  readonly parameters: readonly {
    readonly name: string;
    readonly description: string;
    readonly example: unknown;
  }[];
  readonly query?: readonly Flag[];
  readonly body?: readonly Flag[];
  readonly paginated?: boolean;
  readonly idempotent?: boolean;
  readonly ifMatch?: 'required' | 'optional';
  readonly deprecated?: boolean;
  /** Of a list's table, in order of importance. */
  readonly columns?: readonly string[];
  readonly scopes: readonly string[];
  readonly groups: readonly string[];
  readonly examples: readonly string[];
}
