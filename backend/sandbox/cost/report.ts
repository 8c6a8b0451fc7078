/** The bill as Markdown tables. */
import {
  billOf,
  channels,
  scenarios,
  totalOf,
  type BillLine,
  type PriceName,
  type Scenario,
} from './bill.ts';
import { markdownTable } from './markdown.ts';
import type { Measurement } from './measure.ts';
import priceList from './prices.json' with { type: 'json' };
import traffic from './traffic.json' with { type: 'json' };

/** Whose charge a price is, by the beginning of its name. */
const services: readonly (readonly [prefix: string, service: string])[] = [
  ['apiGateway', 'API Gateway'],
  ['appsync', 'AppSync'],
  ['lambda', 'Lambda'],
  ['dynamodbRead', 'DynamoDB, reads'],
  ['dynamodb', 'DynamoDB, writes with replica'],
  ['cloudfront', 'CloudFront'],
  ['wafBotControl', 'WAF, Bot Control'],
  ['waf', 'WAF, requests'],
  ['log', 'CloudWatch Logs'],
  ['trace', 'X-Ray'],
  ['sqs', 'SQS'],
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
export function byService(lines: readonly BillLine[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { cost } of lines)
    for (const [price, sum] of Object.entries(cost) as [PriceName, number][]) {
      const service = serviceOf(price);
      sums.set(service, (sums.get(service) ?? 0) + sum);
    }
  return new Map([...sums].toSorted(([, left], [, right]) => right - left));
}

const dollars = (amount: number): string =>
  amount >= 100 || amount === 0
    ? Math.round(amount).toLocaleString('en-US')
    : amount.toLocaleString('en-US', { maximumFractionDigits: 2 });

export function report(measured: Measurement): string {
  const bills = new Map(scenarios.map((scenario) => [scenario, billOf(scenario, measured)]));
  const linesOf = (scenario: Scenario) => bills.get(scenario) ?? [];
  const december = byService(linesOf('december'));
  return [
    '# What a month costs',
    'Written by `npm run cost -- --write`: the efforts that the sandbox measures × the traffic in `traffic.json` × the list prices in ' +
      `\`prices.json\` (${priceList.region}, ${priceList.asOf}). USD a month. What does not grow with calls is not in it: hosted zones, ` +
      'alarms, keys, web ACLs and their rules, warm environments, backups and stored data, people’s sign-ins.',
    '## By service',
    markdownTable(
      ['service', ...scenarios],
      [
        ...[...december.keys()].map((service) => [
          service,
          ...scenarios.map((scenario) => dollars(byService(linesOf(scenario)).get(service) ?? 0)),
        ]),
        ['**all**', ...scenarios.map((scenario) => `**${dollars(totalOf(linesOf(scenario)))}**`)],
      ],
    ),
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
      ],
    ),
    '',
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
