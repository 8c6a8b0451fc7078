/** Why it is not less: every charge of the bill, with what it is paid for. A price without a reason does not compile. */
import { byPrice, callsOf, costOf, countOf, type PriceName, type Scenario } from './bill.ts';
import type { Effort, Measurement } from './measure.ts';
import { presenceUsage, wholeBill } from './standing.ts';
import traffic from './traffic.json' with { type: 'json' };

/** One charge, or a share of one. */
export interface Charge {
  readonly what: string;
  /** USD a month. */
  readonly cost: number;
  /** What the doors take at list price for the stated traffic, however the backend is written. */
  readonly isFloor: boolean;
  readonly why: string;
}

type Reason = readonly [what: string, why: string];

const reasons: Readonly<Record<Exclude<PriceName, 'appsyncOperation' | 'wafRequest'>, Reason>> = {
  apiGatewayRequest: [
    'API Gateway: calls',
    'Floor: one request a call. An HTTP API asks USD 1 a million, and has no API keys, usage plans, request validation and web ACLs.',
  ],
  appsyncUpdate: [
    'AppSync: messages pushed',
    'One for each watcher of a locker or a delivery; the live view.',
  ],
  appsyncConnectionMinute: ['AppSync: open connections', 'Couriers on their round and managers who watch.'],
  cloudfrontRequest: [
    'CloudFront: calls',
    'One host for both Regions: no client, stale or not, reaches a Region that was left, which would give a number twice; a name of AppSync’s own belongs to one Region. TLS, the address that WAF judges, the token without which the doors refuse. Its price falls by contract only.',
  ],
  cloudfrontGigabyte: [
    'CloudFront: responses',
    'What callers asked for, compressed by the doors to a fifth, and its headers. From a door directly it would be 0.09 a GB.',
  ],
  cloudfrontFunction: [
    'CloudFront: functions',
    'Lead each GraphQL call to the Region that answers, and tell live streams which it is: a lost Region is left within the minute.',
  ],
  cloudfrontStoreRead: ['CloudFront: key-value store', 'Read by each of these.'],
  dnsQuery: ['Route 53: queries', 'Functions in both Regions look which one is active.'],
  wafBotControlRequest: [
    'WAF: Bot Control',
    'Looks at calls without a token only, and at no question for the Region that answers.',
  ],
  dynamodbWriteUnit: [
    'DynamoDB: writes',
    'Below 1 KB an item is one unit in the table and one in each index that lists it; a transaction doubles them. It is what makes a ' +
      'payment, a reservation or an event happen once.',
  ],
  dynamodbReplicatedWriteUnit: [
    'DynamoDB: writes of the replica',
    'The same in the second Region, and what expires is deleted there: nothing that was answered is lost with the first.',
  ],
  dynamodbReadUnit: [
    'DynamoDB: reads',
    'One request a call where one does; strongly consistent where what was just written is promised.',
  ],
  regionTransferGigabyte: ['Data transfer to the second Region', 'Follows the replica’s writes.'],
  lambdaRequest: [
    'Lambda: invocations',
    'One a REST call; GraphQL reads and writes the table without a function.',
  ],
  lambdaGigabyteSecond: ['Lambda: duration', 'Arm, the smallest memory at which a call is not slower.'],
  lambdaProvisionedGigabyteSecond: [
    'Lambda: duration in warm environments',
    'What environments do that are kept warm costs 0.58 of the price.',
  ],
  lambdaWarmGigabyteSecond: [
    'Lambda: kept warm',
    'The functions that callers wait for, in December by day, as many as its busiest second has at work; in the Region that answers.',
  ],
  sqsRequest: [
    'SQS: queues',
    'Sent, received, deleted: no message is lost when a function fails. A receive finds one at 28 a second; to wait a second for ten would ' +
      'save 107 in December and hold each event up by it.',
  ],
  sqsFifoRequest: [
    'SQS: FIFO queues',
    'Device messages in the order of their locker. Counted one by one; batches take less.',
  ],
  snsPublish: ['SNS', 'Partners hear of each change of status.'],
  eventbridgeEvent: ['EventBridge: events', 'Only device events go over the bus.'],
  eventbridgePipeRequest: ['EventBridge: pipe', 'From the queue to the bus without a function.'],
  iotMessage: ['IoT Core: messages', 'One a report and one a command.'],
  iotRule: ['IoT Core: rule', 'One a report.'],
  iotAction: ['IoT Core: action', 'One a report, into the queue.'],
  iotConnectionMinute: [
    'IoT Core: connections',
    'Every locker is connected all day, or it could not be opened.',
  ],
  s3Put: ['S3: uploads', 'A signature each delivery that was signed for, an export each export.'],
  s3Get: ['S3: reads', 'Downloads of exports and signatures.'],
  s3Gigabyte: ['S3: stored', 'Signatures, in both Regions.'],
  logGigabyte: [
    'Logs: of functions',
    'A line an invocation, and its metrics in it; they are read from there, which the cheaper class cannot; bodies, headers and queries never.',
  ],
  logInfrequentGigabyte: [
    'Logs: of edge and REST door',
    'One line a call at each, in the class that costs half: who called is known even when no function was reached.',
  ],
  logStorageGigabyte: ['Logs: kept', 'A year in prod.'],
  traceRecorded: [
    'X-Ray',
    'The first call of each second and one of a thousand others; functions that no door calls keep Lambda’s own 5 %.',
  ],
  cognitoActiveUser: [
    'Cognito: people',
    'Plus, because threat protection is part of it: people open lockers.',
  ],
  cognitoProgram: ['Cognito: programs', 'A client for each partner.'],
  cognitoTokenRequest: [
    'Cognito: tokens of programs',
    'The SDK keeps a token for its hour. Four hours would save 140, and a stolen one would be good for as long, which a rule of infra:check forbids.',
  ],
  tableGigabyte: [
    'Table: stored',
    'Deliveries, invoices and events stay; marks and records of idempotency expire.',
  ],
  tableRecoveryGigabyte: [
    'Table: point-in-time recovery',
    'In both Regions: any second of the last 35 days; a Region’s own is all there is to mend a mistake with while the other is lost.',
  ],
  tableBackupGigabyte: [
    'Table: warm backups',
    'None in prod: they are in cold storage from their second day on.',
  ],
  tableColdBackupGigabyte: [
    'Table: backups',
    'For what is found later than that; each is a full copy, in both Regions, in cold storage.',
  ],
  hostedZone: ['Route 53: zone', 'Standing.'],
  healthCheck: ['Route 53: health checks', 'Find a Region that does not answer.'],
  healthCheckOption: [
    'Route 53: options of health checks',
    'HTTPS, every ten seconds: half a minute until a failover is seen.',
  ],
  webAcl: ['WAF: web ACLs', 'At the edge, at both doors of both Regions.'],
  webAclRule: [
    'WAF: rules',
    'Reputation, known attacks and rates where a call arrives, the edge’s token at the doors.',
  ],
  botControl: ['WAF: Bot Control, subscription', 'Standing.'],
  alarmMetric: ['CloudWatch: alarms', 'Error budgets, queues, functions, in both Regions.'],
  compositeAlarm: ['CloudWatch: composite alarms', 'One page instead of many.'],
  customMetric: [
    'CloudWatch: metrics of our own',
    'Calls, faults and latency of each operation and field, what the business counts, and cold starts.',
  ],
  dashboard: ['CloudWatch: dashboards', 'Standing.'],
  canaryRun: [
    'CloudWatch: canary',
    'Goes through sign-in and both doors, so that a failure is seen before a partner tells.',
  ],
  kmsKey: ['KMS: keys', 'Standing.'],
  secret: ['Secrets Manager', 'A secret for each partner and those of the stack.'],
};

/** Charges of which a part is the callers' own, and a part what was chosen. */
const divided = {
  appsyncOperation: {
    own: [
      'AppSync: calls',
      'Floor: one operation a call; one request may ask for several fields, which the traffic does not count on.',
    ],
    chosen: [
      'AppSync: publications',
      'Subscribers hear only of what an operation publishes: each device event, each change of status, once, in the active Region.',
    ],
  },
  wafRequest: {
    own: ['WAF: calls at the edge', 'The edge alone sees the caller’s address.'],
    chosen: [
      'WAF: calls at the doors',
      'Refuses who goes around the edge before authorizer and limits; backend/infra/README.md, “What it costs”, has the alternatives.',
    ],
  },
} as const satisfies Record<string, { own: Reason; chosen: Reason }>;

const floor: ReadonlySet<PriceName> = new Set(['apiGatewayRequest']);

/** Every charge of a month, the largest first; their sum is the bill. */
export function chargesOf(scenario: Scenario, measured: Measurement): Charge[] {
  const sums = byPrice(wholeBill(scenario, measured));
  const owned = ownedByCallers(scenario, measured);
  return (Object.entries(sums) as [PriceName, number][])
    .flatMap(([price, cost]): Charge[] => {
      if (price !== 'appsyncOperation' && price !== 'wafRequest')
        return [chargeOf(reasons[price], cost, floor.has(price))];
      const own = costOf({ [price]: owned[price] }, traffic.assumptions.daysPerMonth)[price] ?? 0;
      return [
        chargeOf(divided[price].own, own, price === 'appsyncOperation'),
        chargeOf(divided[price].chosen, cost - own, false),
      ];
    })
    .toSorted((left, right) => right.cost - left.cost);
}

const chargeOf = ([what, why]: Reason, cost: number, isFloor: boolean): Charge => ({
  what,
  cost,
  isFloor,
  why,
});

/** A day: operations that callers ask for, and calls that the edge sees, with those that ask which Region answers. */
function ownedByCallers(scenario: Scenario, measured: Measurement): Record<keyof typeof divided, number> {
  const { efforts } = measured;
  const asked = (presenceUsage(scenario, measured).wafRequest ?? 0) / traffic.assumptions.daysPerMonth;
  const calls = callsOf(scenario, efforts);
  const sum = (isCounted: (effort: Effort, name: string) => boolean): number =>
    calls.reduce(
      (total, { name, callsADay }) => total + (isCounted(efforts[name] as Effort, name) ? callsADay : 0),
      0,
    );
  const asksGraphql = (effort: Effort, name: string): boolean =>
    !name.startsWith('device ') && countOf(effort, 'appsync ') > countOf(effort, 'appsync mutation Publish');
  return {
    appsyncOperation: sum(asksGraphql),
    wafRequest:
      asked + sum((effort, name) => asksGraphql(effort, name) || countOf(effort, 'api-gateway ') > 0),
  };
}
