/** What a signed request asks for, in IAM's terms, and who decides whether its signer may. */

export interface AccessRequest {
  /** Such as `dynamodb:Query`. */
  readonly action: string;
  /**
   * What it is done to, below the service: a table or `table/index/name`, `bucket/key`, a queue's or topic's name, an MQTT topic, or
   * `Mutation.field`.
   */
  readonly resource: string;
  /** DynamoDB: the partition keys it names (`dynamodb:LeadingKeys`); none for a request that names no key. */
  readonly leadingKeys?: readonly string[];
}

/** @returns why not, or undefined when it may. */
export type Authorize = (accessKeyId: string, request: AccessRequest) => string | undefined;
