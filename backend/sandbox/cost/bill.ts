/** Efforts × traffic × prices: pure arithmetic. */
import { functions } from '../../src/generated/functions.ts';
import { traceSampling } from '../../src/functions/tracing.ts';
import type { FunctionDefinition } from '../../src/functions/definition.ts';
import { operations } from '../../src/generated/manifest.ts';
import inventory from '../../infra/inventory.json' with { type: 'json' };
import type { Effort, Efforts, LogBytes, Measurement } from './measure.ts';
import priceList from './prices.json' with { type: 'json' };
import traffic from './traffic.json' with { type: 'json' };

export type Scenario = keyof typeof traffic.scenarios;
export type Channel = keyof typeof traffic.mix;
export type PriceName = keyof typeof priceList.prices;

/** What is measured of a call beside its effort. */
export type Bytes = Pick<Measurement, 'logBytes' | 'responseBytes'>;

/** USD for so many of a unit. */
export interface Price {
  readonly price: number;
  readonly per: number;
  /** What is given each month. */
  readonly free?: number;
  /** The amount above which a lower price begins. */
  readonly upTo?: number;
}

/** How much of each priced thing one call needs. */
export type Usage = Partial<Record<PriceName, number>>;

/** What one operation, field or event costs in a month. */
export interface BillLine {
  readonly channel: Channel;
  readonly name: string;
  /** Calls a month. */
  readonly calls: number;
  /** USD a month, by what is charged. */
  readonly cost: Partial<Record<PriceName, number>>;
}

export const scenarios = Object.keys(traffic.scenarios) as Scenario[];
export const channels = Object.keys(traffic.mix) as Channel[];
const { assumptions } = traffic;
export const secondsADay = 86_400;

/** Operations that anybody may call: without a token, so the edge looks whether it is a bot that does. */
const openOperations = new Set<string>(
  Object.entries(operations).flatMap(([name, { open }]) => (open ? [name] : [])),
);

/**
 * Calls a day of everything that was measured, with the channel it comes by. What is new in a contract has `unlistedParts` until its own
 * line is in the mix.
 */
export function callsOf(
  scenario: Scenario,
  efforts: Efforts,
): { channel: Channel; name: string; callsADay: number }[] {
  const unlisted = unlistedOf(Object.keys(efforts));
  return channels.flatMap((channel) => {
    const added = unlisted.filter((name) => channelOf(name) === channel);
    const mix: Readonly<Record<string, number>> = {
      ...traffic.mix[channel],
      ...Object.fromEntries(added.map((name) => [name, assumptions.unlistedParts])),
    };
    const parts = Object.values(mix).reduce((sum, part) => sum + part, 0);
    return Object.entries(mix).map(([name, part]) => ({
      channel,
      name,
      callsADay: (traffic.scenarios[scenario][channel] * part) / parts,
    }));
  });
}

/** @throws Error when the traffic names something that was not measured, or leaves out what was. */
export function billOf(
  scenario: Scenario,
  { efforts, ...bytes }: Pick<Measurement, 'efforts' | keyof Bytes>,
): BillLine[] {
  requireSameNames(Object.keys(efforts));
  return callsOf(scenario, efforts).map(({ channel, name, callsADay }): BillLine => {
    const calls = callsADay * assumptions.daysPerMonth;
    const usage = usageOf({ channel, name }, scenario, efforts[name] as Effort, bytes);
    return { channel, name, calls, cost: costOf(usage, calls) };
  });
}

/** USD of so many times a usage. */
export function costOf(usage: Usage, calls: number): BillLine['cost'] {
  return Object.fromEntries(
    Object.entries(usage).map(([name, amount]) => {
      const { price, per } = priceList.prices[name as PriceName];
      return [name, (amount * calls * price) / per];
    }),
  );
}

/** USD by what is charged. */
export function byPrice(lines: readonly Pick<BillLine, 'cost'>[]): BillLine['cost'] {
  const sums: Partial<Record<PriceName, number>> = {};
  for (const { cost } of lines)
    for (const [name, amount] of Object.entries(cost) as [PriceName, number][])
      sums[name] = (sums[name] ?? 0) + amount;
  return sums;
}

/** What AWS gives every account each month, of what these lines use of it, in negative USD. */
export function givenOf(lines: readonly Pick<BillLine, 'cost'>[]): BillLine['cost'] {
  return Object.fromEntries(
    (Object.entries(byPrice(lines)) as [PriceName, number][]).flatMap(([name, cost]) => {
      const { price, per, free = 0 }: Price = priceList.prices[name];
      return free === 0 ? [] : [[name, -Math.min(cost, (free * price) / per)]];
    }),
  );
}

export const totalOf = (lines: readonly Pick<BillLine, 'cost'>[]): number =>
  lines.reduce((sum, { cost }) => sum + Object.values(cost).reduce((all, each) => all + each, 0), 0);

export function usageOf(
  { channel, name }: Pick<BillLine, 'channel' | 'name'>,
  scenario: Scenario,
  effort: Effort,
  { logBytes, responseBytes }: Bytes,
): Usage {
  const usage: Usage = {};
  const add = (more: Usage): void => {
    for (const [name, amount] of Object.entries(more) as [PriceName, number][])
      usage[name] = (usage[name] ?? 0) + amount;
  };
  add({
    dynamodbReadUnit: effort.readUnits,
    dynamodbWriteUnit: effort.writeUnits,
    dynamodbReplicatedWriteUnit: (effort.writeUnits + effort.expiringUnits) * assumptions.replicas,
    regionTransferGigabyte: (effort.writeUnits * 1024 * assumptions.replicas) / 1e9,
    logGigabyte: logBytesOf(scenario, logBytes[name]) / 1e9,
    logInfrequentGigabyte: accessLogBytesOf(channel, effort) / 1e9,
  });
  const tableRequests = tableRequestsOfInvocation(effort);
  for (const [hop, count] of Object.entries(effort.hops))
    add(scaled(usageOfHop(hop, scenario, tableRequests), count));
  if (passesEdge(channel, effort)) {
    add({
      cloudfrontRequest: 1,
      cloudfrontGigabyte: (assumptions.responseHeaderBytes + (responseBytes[name] ?? 0)) / 1e9,
      wafRequest: 1,
      wafBotControlRequest: openOperations.has(name) ? 1 : 0,
      traceRecorded: tracedShare(channel, scenario),
      // Which Region answers, the edge's function finds in its store.
      cloudfrontFunction: channel === 'graphql' ? 1 : 0,
      cloudfrontStoreRead: channel === 'graphql' ? 1 : 0,
    });
  }
  return usage;
}

/** Files go to S3 and messages to the broker; every other call comes through the edge and its web ACL. */
const passesEdge = (channel: Channel, effort: Effort): boolean =>
  channel !== 'devices' && countOf(effort, 'api-gateway ') + countOf(effort, 'appsync ') > 0;

/** Lines that the edge and the REST door write about a call; AppSync logs errors only. */
export function accessLogBytesOf(channel: Channel, effort: Effort): number {
  const { cloudfront, apiGateway } = assumptions.accessLogBytes;
  return passesEdge(channel, effort) ? cloudfront + countOf(effort, 'api-gateway ') * apiGateway : 0;
}

/** Share of a door's calls that X-Ray keeps: the first of each second, and of the others the fixed rate. */
function tracedShare(channel: Channel, scenario: Scenario): number {
  const callsASecond = traffic.scenarios[scenario][channel] / secondsADay;
  const { reservoirSize, fixedRate } = traceSampling;
  const first = Math.min(1, reservoirSize / callsASecond);
  return first + (1 - first) * fixedRate;
}

export const countOf = ({ hops }: Effort, prefix: string): number =>
  Object.entries(hops).reduce((sum, [hop, count]) => (hop.startsWith(prefix) ? sum + count : sum), 0);

const scaled = (usage: Usage, factor: number): Usage =>
  Object.fromEntries(Object.entries(usage).map(([name, amount]) => [name, amount * factor]));

/** What AWS charges for one hop, beside the table's units. */
function usageOfHop(hop: string, scenario: Scenario, tableRequests: number): Usage {
  const [service = '', ...rest] = hop.split(' ');
  const detail = rest.join(' ');
  switch (service) {
    case 'api-gateway':
      // Each door has a web ACL of its own, which asks for the edge's token.
      return { apiGatewayRequest: 1, wafRequest: 1 };
    case 'appsync':
      // Watchers of a locker hear of each of its events, also of those that change a delivery.
      return detail.startsWith('mutation Publish')
        ? { appsyncOperation: 1, wafRequest: 1, appsyncUpdate: assumptions.watchersPerLocker }
        : { appsyncOperation: 1, wafRequest: 1 };
    case 'lambda':
      return usageOfInvocation(detail, scenario, tableRequests);
    case 'sqs':
      // Sent, received and deleted, one message at a time: what a batch saves is not counted on.
      return detail.includes('.fifo ') ? { sqsFifoRequest: 3 } : { sqsRequest: 3 };
    case 'sns':
      return { snsPublish: 1 };
    case 'iot':
      return detail.endsWith('to its rule')
        ? { iotMessage: 1, iotRule: 1, iotAction: 1, sqsRequest: 3 }
        : { iotMessage: 1 };
    case 'eventbridge':
      return { eventbridgeEvent: 1, eventbridgePipeRequest: 1 };
    case 's3':
      return detail.startsWith('PUT') ? { s3Put: 1 } : { s3Get: 1 };
    case 'cognito':
      // Sign-ins are charged by people a month, and keeping accounts is not charged (Amazon Cognito pricing).
      return {};
    case 'dynamodb':
    case 'dynamodb-stream':
      // Units are counted as such; Lambda reads the stream without a charge (Amazon DynamoDB pricing, "Streams").
      return {};
    default:
      throw new Error(`No price is known for the hop "${hop}": add it to backend/sandbox/cost/bill.ts.`);
  }
}

/** How long an invocation takes that asks the table so often. */
export function invocationSeconds(tableRequests: number): number {
  const { base, perTableRequest } = assumptions.lambdaMilliseconds;
  return (base + perTableRequest * tableRequests) / 1000;
}

/** An operation's requests to the table, spread over its invocations. */
export const tableRequestsOfInvocation = (effort: Effort): number =>
  countOf(effort, 'dynamodb ') / Math.max(1, countOf(effort, 'lambda '));

/** Of one call. */
export const logBytesOf = (scenario: Scenario, { lines, batch }: LogBytes = { lines: 0, batch: 0 }): number =>
  lines + batch / assumptions.recordsPerStreamBatch[scenario];

function functionNamed(name: string): FunctionDefinition {
  const definition: FunctionDefinition | undefined = functions[name as keyof typeof functions];
  if (definition === undefined) throw new Error(`There is no function ${name}.`);
  return definition;
}

const isTriggeredBy = (name: string, ...kinds: readonly string[]): boolean =>
  functionNamed(name).triggers.some(({ kind }) => kinds.includes(kind));

function usageOfInvocation(name: string, scenario: Scenario, tableRequests: number): Usage {
  const readsStream = isTriggeredBy(name, 'stream');
  const share = readsStream ? 1 / assumptions.recordsPerStreamBatch[scenario] : 1;
  const seconds = invocationSeconds(tableRequests);
  // The standby reads the stream too, and does nothing with it.
  const idle = readsStream ? assumptions.replicas : 0;
  const busySeconds = seconds + idle * invocationSeconds(0);
  const gigabyteSeconds = (share * busySeconds * functionNamed(name).memorySize) / 1024;
  const warm = warmShareOf(name, scenario);
  return {
    lambdaRequest: share * (1 + idle),
    lambdaGigabyteSecond: gigabyteSeconds * (1 - warm),
    lambdaProvisionedGigabyteSecond: gigabyteSeconds * warm,
    // Behind a door a function follows the door; any other decides for itself, at a rate that cannot be set (Lambda Developer Guide,
    // "Visualize Lambda function invocations using AWS X-Ray").
    traceRecorded: isTriggeredBy(name, 'api', 'appsync') ? 0 : share * assumptions.tracedShareOfInvocations,
  };
}

/**
 * Share of a function's work that environments do which are kept warm, for which duration costs less: as much as there are hours at which
 * they are kept. By day more is called than at night, which is not counted on.
 */
const warmShareOf = (name: string, scenario: Scenario): number =>
  scenario === 'december' && name in inventory.warmAtPeak ? inventory.parts.warmHoursAtPeak / 24 : 0;

const planned = Object.values(traffic.mix).flatMap((mix) => Object.keys(mix));
const unlistedOf = (measured: readonly string[]): string[] =>
  measured.filter((name) => !planned.includes(name));

/** By which channel an operation, a root field or a message comes; undefined for what is in no contract. */
function channelOf(name: string): Channel | undefined {
  if (name in operations) return 'rest';
  if (/^(?:Query|Mutation)\./.test(name)) return 'graphql';
  return name.startsWith('device ') ? 'devices' : undefined;
}

function requireSameNames(measured: readonly string[]): void {
  const problems = [
    ...unlistedOf(measured)
      .filter((name) => channelOf(name) === undefined)
      .map((name) => `"${name}" is missing from it`),
    ...planned.filter((name) => !measured.includes(name)).map((name) => `"${name}" was not measured`),
  ];
  if (problems.length > 0) throw new Error(`backend/sandbox/cost/traffic.json: ${problems.join('; ')}.`);
}
