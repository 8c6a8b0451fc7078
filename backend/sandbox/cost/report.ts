/** The bill as Markdown tables. */
import {
  billOf,
  byPrice,
  channels,
  costOf,
  scenarios,
  totalOf,
  type BillLine,
  type PriceName,
  type Scenario,
} from './bill.ts';
import { markdownTable } from './markdown.ts';
import type { Measurement } from './measure.ts';
import priceList from './prices.json' with { type: 'json' };
import { tableRequests, utilization } from './provisioned.ts';
import { chargesOf, type Charge } from './reasons.ts';
import { repeatedRequests } from './requests.ts';
import { billedMonths, standingCosts, standingKinds, storedUsage, sumOf, wholeBill } from './standing.ts';
import traffic from './traffic.json' with { type: 'json' };

/** Whose charge a price is, by the beginning of its name. */
const services: readonly (readonly [prefix: string, service: string])[] = [
  ['apiGateway', 'API Gateway'],
  ['appsync', 'AppSync'],
  ['lambdaWarm', 'Lambda, kept warm'],
  ['lambda', 'Lambda'],
  ['dynamodbRead', 'DynamoDB, reads'],
  ['dynamodb', 'DynamoDB, writes with replica'],
  ['cloudfront', 'CloudFront'],
  ['wafBotControl', 'WAF, Bot Control'],
  ['waf', 'WAF, requests'],
  ['log', 'CloudWatch Logs'],
  ['trace', 'X-Ray'],
  ['sqs', 'SQS'],
  ['regionTransfer', 'Data transfer between Regions'],
  ['cognito', 'Cognito'],
  ['table', 'DynamoDB, stored and backed up'],
  ['hostedZone', 'Route 53'],
  ['dnsQuery', 'Route 53'],
  ['healthCheck', 'Route 53'],
  ['webAcl', 'WAF, web ACLs and rules'],
  ['botControl', 'WAF, web ACLs and rules'],
  ['alarm', 'CloudWatch, alarms and canary'],
  ['compositeAlarm', 'CloudWatch, alarms and canary'],
  ['customMetric', 'CloudWatch, alarms and canary'],
  ['dashboard', 'CloudWatch, alarms and canary'],
  ['canary', 'CloudWatch, alarms and canary'],
  ['kms', 'Keys and secrets'],
  ['secret', 'Keys and secrets'],
  ['sns', 'SNS'],
  ['eventbridge', 'EventBridge'],
  ['iot', 'IoT Core'],
  ['s3', 'S3'],
];

export function serviceOf(price: PriceName): string {
  const found = services.find(([prefix]) => price.startsWith(prefix));
  if (!found) throw new Error(`backend/sandbox/cost/report.ts names no service for the price "${price}".`);
  return found[1];
}

/** USD a month by service, the largest first. */
export function byService(lines: readonly Pick<BillLine, 'cost'>[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [price, sum] of Object.entries(byPrice(lines)) as [PriceName, number][]) {
    const service = serviceOf(price);
    sums.set(service, (sums.get(service) ?? 0) + sum);
  }
  return new Map([...sums].toSorted(([, left], [, right]) => right - left));
}

const dollars = (amount: number): string =>
  Math.abs(amount) >= 100 || amount === 0
    ? Math.round(amount).toLocaleString('en-US')
    : amount.toLocaleString('en-US', { maximumFractionDigits: 2 });

/** A row of one figure for each scenario. */
const rowOfScenarios = (name: string, amount: (scenario: Scenario) => number): string[] => [
  name,
  ...scenarios.map((scenario) => dollars(amount(scenario))),
];

const bold = (row: readonly string[]): string[] => row.map((cell) => `**${cell}**`);

export function report(measured: Measurement): string {
  const bills = new Map(scenarios.map((scenario) => [scenario, billOf(scenario, measured)]));
  const linesOf = (scenario: Scenario) => bills.get(scenario) ?? [];
  const wholes = new Map(scenarios.map((scenario) => [scenario, wholeBill(scenario, measured)]));
  const wholeOf = (scenario: Scenario) => wholes.get(scenario) ?? [];
  return [
    '# What a month costs',
    'Written by `npm run cost -- --write`. Calls: the efforts that the sandbox measures × the traffic in `traffic.json`. What is there all ' +
      'the time: counted in the plan of prod (`backend/infra/inventory.json`). The rest: assumptions that `traffic.json` states. All × the list ' +
      `prices in \`prices.json\` (${priceList.region}, ${priceList.asOf}). USD a month. Not in it: the organization’s trail and rules ` +
      '(`governance`), requests to KMS, the archive of the bus, mail, and taxes.',
    '## The whole bill',
    markdownTable(
      ['', ...scenarios],
      [
        rowOfScenarios('calls and messages', (scenario) => totalOf(linesOf(scenario))),
        ...standingKinds.map((kind) =>
          rowOfScenarios(kind, (scenario) => sumOf(standingCosts(scenario, measured)[kind])),
        ),
        rowOfScenarios('given by AWS to every account, each month', (scenario) =>
          sumOf(wholeOf(scenario).at(-1)?.cost ?? {}),
        ),
        bold(rowOfScenarios('all', (scenario) => totalOf(wholeOf(scenario)))),
        rowOfScenarios('goal', (scenario) => traffic.goals[scenario]),
      ],
    ),
    '## By service',
    markdownTable(
      ['service', ...scenarios],
      [
        ...[...byService(wholeOf('december')).keys()].map((service) =>
          rowOfScenarios(service, (scenario) => byService(wholeOf(scenario)).get(service) ?? 0),
        ),
        bold(rowOfScenarios('all', (scenario) => totalOf(wholeOf(scenario)))),
      ],
    ),
    whyNotLess(measured),
    '## By channel',
    markdownTable(
      ['channel', ...scenarios.flatMap((scenario) => [`${scenario}, calls a day`, scenario])],
      channels.map((channel) => [
        channel,
        ...scenarios.flatMap((scenario) => [
          traffic.scenarios[scenario][channel].toLocaleString('en-US'),
          dollars(totalOf(linesOf(scenario).filter((line) => line.channel === channel))),
        ]),
      ]),
    ),
    '## By operation, field and event',
    markdownTable(
      ['call', 'read units', 'write units', 'table requests', 'USD a million', 'december'],
      linesOf('december')
        .toSorted((left, right) => totalOf([right]) - totalOf([left]))
        .map((line) => rowOf(line, measured)),
    ),
    '## More than one request to the table',
    markdownTable(
      ['call', 'table requests', 'why'],
      repeatedRequests(measured.efforts).map(({ name, requests, why }) => [name, String(requests), why]),
    ),
    '## What grows with stored data',
    `The whole bill counts what is stored after ${billedMonths} months: ${traffic.assumptions.julysPerYear} like July and ` +
      `${traffic.assumptions.decembersPerYear} like December make a year.`,
    markdownTable(
      ['', ...storedAfter.map((months) => `after ${months} months`)],
      [
        [
          'table, GB in one Region',
          ...storedAfter.map((months) => dollars(tableGigabytes(months, measured))),
        ],
        ...[...byService(storedLines(billedMonths, measured)).keys()].map((service) => [
          service,
          ...storedAfter.map((months) => dollars(byService(storedLines(months, measured)).get(service) ?? 0)),
        ]),
        bold(['all', ...storedAfter.map((months) => dollars(totalOf(storedLines(months, measured))))]),
      ],
    ),
    '## What if',
    markdownTable(
      ['', ...scenarios],
      [
        ['ten times the calls', ...scenarios.map((scenario) => dollars(10 * totalOf(linesOf(scenario))))],
        [
          'every written and read item 1 KB larger',
          ...scenarios.map((scenario) => dollars(totalOf(billOf(scenario, larger(measured))))),
        ],
        [
          'twice the partners: the REST channel doubled',
          ...scenarios.map((scenario) =>
            dollars(
              totalOf(linesOf(scenario)) +
                totalOf(linesOf(scenario).filter(({ channel }) => channel === 'rest')),
            ),
          ),
        ],
        rowOfScenarios('the table with provisioned capacity', (scenario) => {
          const { onDemand, provisioned } = tableRequests(linesOf(scenario));
          return totalOf(linesOf(scenario)) - onDemand + provisioned;
        }),
      ],
    ),
    onDemandOrProvisioned(linesOf('december')),
    '',
  ].join('\n\n');
}

/** Why the table is on demand. */
function onDemandOrProvisioned(december: readonly BillLine[]): string {
  const { onDemand, provisioned } = tableRequests(december);
  return (
    `Provisioned, the table’s requests of December would cost ${dollars(provisioned)} instead of ${dollars(onDemand)}: capacity that ` +
    `follows a day with a peak of ${traffic.assumptions.peakFactor} times its average is used to ${Math.round(100 * utilization())} %, ` +
    'and the second Region has to keep the reads of a peak for the minute of a failover. It is on demand because a rush that outruns ' +
    'scaling, at one index alone too, would refuse payments and events.'
  );
}

const storedAfter = [12, 36];

const storedLines = (months: number, measured: Measurement): Pick<BillLine, 'cost'>[] => [
  { cost: costOf(storedUsage('july', months, measured), 1) },
];

const tableGigabytes = (months: number, measured: Measurement): number =>
  (storedUsage('july', months, measured).tableGigabyte ?? 0) / (1 + traffic.assumptions.replicas);

/** The floor, and what each dollar above it is paid for. */
function whyNotLess(measured: Measurement): string {
  const charges = new Map(scenarios.map((scenario) => [scenario, chargesOf(scenario, measured)]));
  const sum = (scenario: Scenario, counts: (charge: Charge) => boolean): number =>
    (charges.get(scenario) ?? []).filter(counts).reduce((total, { cost }) => total + cost, 0);
  return [
    '## Why not less',
    'The floor is what the two doors take at list price for this traffic, however the backend is written. Everything above it was chosen: ' +
      'what it is paid for stands beside it.',
    markdownTable(
      ['', ...scenarios],
      [
        rowOfScenarios('floor', (scenario) => sum(scenario, ({ isFloor }) => isFloor)),
        rowOfScenarios('chosen', (scenario) => sum(scenario, ({ isFloor }) => !isFloor)),
        rowOfScenarios('above the goal', (scenario) =>
          Math.max(0, sum(scenario, () => true) - traffic.goals[scenario]),
        ),
      ],
    ),
    markdownTable(
      ['charge', ...scenarios, 'why'],
      (charges.get('december') ?? []).map(({ what, why }) => [
        ...rowOfScenarios(what, (scenario) => sum(scenario, (charge) => charge.what === what)),
        why,
      ]),
      { lastIsText: true },
    ),
  ].join('\n\n');
}

function rowOf(line: BillLine, { efforts }: Measurement): string[] {
  const effort = efforts[line.name];
  const requests = Object.entries(effort?.hops ?? {})
    .filter(([hop]) => hop.startsWith('dynamodb '))
    .reduce((sum, [, count]) => sum + count, 0);
  return [
    line.name,
    String(effort?.readUnits ?? 0),
    String(effort?.writeUnits ?? 0),
    String(requests),
    dollars((totalOf([line]) / line.calls) * 1e6),
    dollars(totalOf([line])),
  ];
}

/** A written item of one unit more needs two; a read unit holds 4 KB, so a quarter of the reads grows by one. */
function larger({ efforts, ...rest }: Measurement): Measurement {
  return {
    ...rest,
    efforts: Object.fromEntries(
      Object.entries(efforts).map(([name, effort]) => [
        name,
        { ...effort, writeUnits: effort.writeUnits * 2, readUnits: effort.readUnits * 1.25 },
      ]),
    ),
  };
}
