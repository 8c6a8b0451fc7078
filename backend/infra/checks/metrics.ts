/** Under which dimensions AWS publishes the metrics that alarms and dashboards read; each list with the page it is from. */

const perPage: readonly {
  readonly page: string;
  readonly namespace: string;
  readonly metrics: string;
  /** Complete sets: a metric is published once for each of them, and for no other. */
  readonly dimensions: readonly string[];
}[] = [
  {
    page: 'API Gateway Developer Guide, "Amazon API Gateway dimensions and metrics"',
    namespace: 'AWS/ApiGateway',
    metrics: '4XXError 5XXError Count IntegrationLatency Latency',
    dimensions: ['ApiName', 'ApiName Stage', 'ApiName Method Resource Stage'],
  },
  {
    page: 'AppSync Developer Guide, "Using CloudWatch to monitor and log GraphQL API data"',
    namespace: 'AWS/AppSync',
    metrics:
      '4XXError 5XXError Latency TokensConsumed ActiveConnections ActiveSubscriptions ConnectClientError ConnectServerError ' +
      'SubscribeServerError PublishDataMessageServerError PublishDataMessageSuccess PublishDataMessageSize',
    dimensions: ['GraphQLAPIId'],
  },
  {
    page: 'Lambda Developer Guide, "Types of metrics for Lambda functions"',
    namespace: 'AWS/Lambda',
    metrics: 'ConcurrentExecutions Duration Errors Invocations IteratorAge Throttles',
    dimensions: ['', 'FunctionName', 'FunctionName Resource'],
  },
  {
    page: 'DynamoDB Developer Guide, "DynamoDB metrics and dimensions"',
    namespace: 'AWS/DynamoDB',
    metrics: 'SuccessfulRequestLatency SystemErrors ThrottledRequests',
    dimensions: ['Operation TableName'],
  },
  {
    page: 'DynamoDB Developer Guide, "DynamoDB metrics and dimensions"',
    namespace: 'AWS/DynamoDB',
    metrics: 'ConsumedReadCapacityUnits ConsumedWriteCapacityUnits ReadThrottleEvents WriteThrottleEvents',
    dimensions: ['TableName', 'GlobalSecondaryIndexName TableName'],
  },
  {
    page: 'DynamoDB Developer Guide, "DynamoDB metrics and dimensions"',
    namespace: 'AWS/DynamoDB',
    metrics: 'ReplicationLatency',
    dimensions: ['ReceivingRegion TableName'],
  },
  {
    page: 'EventBridge User Guide, "Monitoring Amazon EventBridge": a custom bus has the rule too',
    namespace: 'AWS/Events',
    metrics: 'FailedInvocations Invocations',
    dimensions: ['EventBusName RuleName'],
  },
  {
    page: 'EventBridge User Guide, "Monitoring Amazon EventBridge Pipes"',
    namespace: 'AWS/EventBridge/Pipes',
    metrics: 'ExecutionFailed Invocations',
    dimensions: ['PipeName'],
  },
  {
    page: 'IoT Core Developer Guide, "AWS IoT metrics and dimensions": rule metrics',
    namespace: 'AWS/IoT',
    metrics: 'ParseError RuleMessageThrottled TopicMatch',
    dimensions: ['RuleName'],
  },
  {
    page: 'IoT Core Developer Guide, "AWS IoT metrics and dimensions": rule action metrics',
    namespace: 'AWS/IoT',
    metrics: 'Failure Success',
    dimensions: ['ActionType RuleName'],
  },
  {
    page: 'SQS Developer Guide, "Available CloudWatch metrics for Amazon SQS"',
    namespace: 'AWS/SQS',
    metrics: 'ApproximateAgeOfOldestMessage ApproximateNumberOfMessagesVisible',
    dimensions: ['QueueName'],
  },
  {
    page: 'WAF Developer Guide, "AWS WAF metrics and dimensions": CloudFront has no Region',
    namespace: 'AWS/WAFV2',
    metrics: 'AllowedRequests BlockedRequests CountedRequests',
    dimensions: ['Rule WebACL', 'Region Rule WebACL'],
  },
  {
    page: 'Route 53 Developer Guide, "Monitoring health checks using CloudWatch"',
    namespace: 'AWS/Route53',
    metrics: 'HealthCheckStatus HealthCheckPercentageHealthy',
    dimensions: ['HealthCheckId'],
  },
];

const published = new Map(
  perPage.flatMap(({ namespace, metrics, dimensions }) =>
    metrics.split(' ').map((metric) => [`${namespace} ${metric}`, dimensions] as const),
  ),
);

/**
 * What is wrong with reading a metric under these dimensions, or undefined. Namespaces that are not AWS's are taken as they are:
 * nobody publishes a list of them.
 */
export function misread(
  namespace: string,
  metric: string,
  dimensions: readonly string[],
): string | undefined {
  if (!namespace.startsWith('AWS/')) return undefined;
  const known = published.get(`${namespace} ${metric}`);
  if (known === undefined) return `${namespace} ${metric} is not in the table of AWS’s metrics`;
  if (known.includes([...dimensions].sort().join(' '))) return undefined;
  return `${namespace} ${metric} has no metric by (${dimensions.join(', ')}); AWS publishes it by ${known
    .map((set) => `(${set.replaceAll(' ', ', ')})`)
    .join(' or ')}`;
}
