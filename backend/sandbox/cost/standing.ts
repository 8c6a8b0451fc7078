/**
 * What a month costs beside its calls: what is there all the time, people and programs that sign in, connections, and what is stored.
 * Counted in the plan of prod (`inventory.json`) where it is planned, and stated in `traffic.json` where it is not.
 */
import { lookEveryMs, lookForMs } from '../../src/functions/failover/failover.ts';
import { functions } from '../../src/generated/functions.ts';
import { userPool } from '../../src/data/user-pool.ts';
import inventory from '../../infra/inventory.json' with { type: 'json' };
import {
  accessLogBytesOf,
  billOf,
  callsOf,
  costOf,
  givenOf,
  logBytesOf,
  type BillLine,
  type Channel,
  type PriceName,
  type Scenario,
  type Usage,
} from './bill.ts';
import type { Effort, Measurement } from './measure.ts';
import traffic from './traffic.json' with { type: 'json' };

const { assumptions } = traffic;
const { parts } = inventory;
const planned: Readonly<Record<string, number>> = inventory.resources;
const ofType = (type: string): number => planned[type] ?? 0;

const daysPerMonth = assumptions.daysPerMonth;
const secondsPerMonth = daysPerMonth * 86_400;

/** The functions that look in both Regions which one is active: one run a minute, each longer than that. */
function failoverUsage(): Usage {
  const runs = ((1 + assumptions.replicas) * secondsPerMonth) / 60;
  const { memorySize } = functions.failover;
  return {
    lambdaRequest: runs,
    lambdaGigabyteSecond: (runs * (lookForMs / 1000) * memorySize) / 1024,
    // Asked by each look of a run, and each answer kept for as long as the time between two of them.
    dnsQuery: (runs * lookForMs) / lookEveryMs,
  };
}

/** Environments kept warm: those of the peak at its hours, and those of all year at all others. */
function warmGigabyteSeconds(scenario: Scenario): number {
  const hours = scenario === 'december' ? parts.warmHoursAtPeak : 0;
  const megabyteHours = parts.warmMegabytesAtPeak * hours + parts.warmMegabytes * (24 - hours);
  return (megabyteHours / 1024) * 3600 * daysPerMonth;
}

/** What is paid by the month, whoever calls. */
export function standingUsage(scenario: Scenario, measured: Measurement): Usage {
  return {
    hostedZone: ofType('aws_route53_zone'),
    healthCheck: ofType('aws_route53_health_check'),
    healthCheckOption: parts.healthCheckOptions,
    webAcl: ofType('aws_wafv2_web_acl'),
    webAclRule: parts.webAclRules,
    botControl: parts.botControls,
    alarmMetric: parts.alarmMetrics,
    compositeAlarm: ofType('aws_cloudwatch_composite_alarm'),
    customMetric: parts.customMetrics + metricsWritten(scenario, measured),
    dashboard: ofType('aws_cloudwatch_dashboard'),
    canaryRun: parts.canaryRuns,
    kmsKey: ofType('aws_kms_key') + ofType('aws_kms_replica_key'),
    secret: ofType('aws_secretsmanager_secret'),
    lambdaWarmGigabyteSecond: warmGigabyteSeconds(scenario),
    ...failoverUsage(),
  };
}

/**
 * Metrics that the functions write, each by the share of hours in which anybody does what it counts: it is paid for by the hour (Amazon
 * CloudWatch pricing, "Metrics").
 */
function metricsWritten(scenario: Scenario, { efforts, metrics }: Measurement): number {
  const perHour = new Map<string, number>();
  for (const { name, callsADay: calls } of callsOf(scenario, efforts))
    for (const metric of metrics[name] ?? []) perHour.set(metric, (perHour.get(metric) ?? 0) + calls / 24);
  return [...perHour.values()].reduce((sum, calls) => sum + 1 - Math.exp(-calls), 0);
}

/** Calls a day of one operation, field or event. */
const callsADay = (scenario: Scenario, measured: Measurement, name: string): number =>
  callsOf(scenario, measured.efforts)
    .filter((call) => call.name === name)
    .reduce((sum, call) => sum + call.callsADay, 0);

/** People by what they do: a courier works off so many stops a day, a locker sends so many heartbeats. */
export function populationOf(scenario: Scenario, measured: Measurement) {
  const { stopsPerCourierAndDay, heartbeatsPerLockerAndDay, managers } = assumptions;
  return {
    couriers: callsADay(scenario, measured, 'Mutation.markDelivered') / stopsPerCourierAndDay,
    managers,
    lockers: callsADay(scenario, measured, 'device heartbeat') / heartbeatsPerLockerAndDay,
  };
}

/** Minutes a day that people follow live. */
function followedMinutes(scenario: Scenario, measured: Measurement): number {
  const { couriers, managers } = populationOf(scenario, measured);
  const { connectedHoursPerCourierAndDay, watchingHoursPerManagerAndDay } = assumptions;
  return 60 * (couriers * connectedHoursPerCourierAndDay + managers * watchingHoursPerManagerAndDay);
}

/** How often a day they ask the edge, without a token, which Region answers. */
const discoveriesADay = (scenario: Scenario, measured: Measurement): number =>
  (60 * followedMinutes(scenario, measured)) / assumptions.discoverySeconds;

/** Sign-ins and connections. */
export function presenceUsage(scenario: Scenario, measured: Measurement): Usage {
  const { couriers, managers, lockers } = populationOf(scenario, measured);
  const discoveries = daysPerMonth * discoveriesADay(scenario, measured);
  const tokenMinutes = userPool.partnerClient.accessTokenMinutes - assumptions.tokenRenewedMinutesBefore;
  const tokensPerProgramInstance = (daysPerMonth * 24 * 60) / tokenMinutes;
  return {
    cognitoActiveUser: couriers + managers,
    cognitoProgram: parts.programs,
    cognitoTokenRequest: assumptions.programInstances * tokensPerProgramInstance,
    appsyncConnectionMinute: daysPerMonth * followedMinutes(scenario, measured),
    cloudfrontRequest: discoveries,
    cloudfrontGigabyte:
      (discoveries * (assumptions.responseHeaderBytes + assumptions.discoveryBytes)) / gigabyte,
    cloudfrontFunction: discoveries,
    cloudfrontStoreRead: discoveries,
    wafRequest: discoveries,
    logInfrequentGigabyte: (discoveries * assumptions.accessLogBytes.cloudfront) / gigabyte,
    iotConnectionMinute: lockers * 24 * 60 * daysPerMonth,
  };
}

/** Bytes that a month of a scenario adds, in one Region. */
interface Added {
  readonly table: number;
  /** What is there at any time of what the time to live deletes. */
  readonly passing: number;
  readonly files: number;
  readonly logs: number;
}

function addedIn(scenario: Scenario, measured: Measurement): Added {
  const calls = callsOf(scenario, measured.efforts);
  const sum = (bytes: (name: string, effort: Effort, channel: Channel) => number): number =>
    calls.reduce(
      (total, { name, channel, callsADay: each }) =>
        total + each * bytes(name, measured.efforts[name] as Effort, channel),
      0,
    );
  const growthOf = (name: string) => measured.growth[name] ?? { keptBytes: 0, expiringByteDays: 0 };
  return {
    table: daysPerMonth * sum((name) => growthOf(name).keptBytes),
    passing: sum((name) => Math.max(0, growthOf(name).expiringByteDays)),
    files: daysPerMonth * sum((name) => (name === 'signature upload' ? assumptions.signatureBytes : 0)),
    logs:
      daysPerMonth *
      (discoveriesADay(scenario, measured) * assumptions.accessLogBytes.cloudfront +
        sum(
          (name, effort, channel) =>
            logBytesOf(scenario, measured.logBytes[name]) + accessLogBytesOf(channel, effort),
        )),
  };
}

const gigabyte = 1e9;

/** What is stored in a month of a scenario, after so many months of service: eleven Julys and a December make a year. */
export function storedUsage(scenario: Scenario, months: number, measured: Measurement): Usage {
  const { julysPerYear, decembersPerYear, logRetentionMonths, logCompression } = assumptions;
  const [july, december] = [addedIn('july', measured), addedIn('december', measured)];
  const monthly = (of: (added: Added) => number): number =>
    (julysPerYear * of(july) + decembersPerYear * of(december)) / (julysPerYear + decembersPerYear);
  const now = scenario === 'december' ? december : july;
  const regions = 1 + assumptions.replicas;
  const table = (months * monthly((added) => added.table) + now.passing) / gigabyte;
  return {
    tableGigabyte: regions * table,
    tableRecoveryGigabyte: regions * table,
    tableBackupGigabyte: parts.backups * table,
    tableColdBackupGigabyte: parts.coldBackups * table,
    // Replicated to the other Region's bucket, as the table is.
    s3Gigabyte: (regions * months * monthly((added) => added.files)) / gigabyte,
    logStorageGigabyte:
      (Math.min(months, logRetentionMonths) * monthly((added) => added.logs) * logCompression) / gigabyte,
  };
}

/** Months of service that the whole bill counts with; the others are in a table of their own. */
export const billedMonths = 12;

export const standingKinds = [
  'there all the time',
  'sign-ins and connections',
  'stored after a year',
] as const;
export type StandingKind = (typeof standingKinds)[number];

/** USD of a month beside its calls, by what is charged. */
export function standingCosts(
  scenario: Scenario,
  measured: Measurement,
): Record<StandingKind, Partial<Record<PriceName, number>>> {
  return {
    'there all the time': costOf(standingUsage(scenario, measured), 1),
    'sign-ins and connections': costOf(presenceUsage(scenario, measured), 1),
    'stored after a year': costOf(storedUsage(scenario, billedMonths, measured), 1),
  };
}

/** Calls and all that a month costs beside them, less what AWS gives, as lines of one bill. */
export function wholeBill(scenario: Scenario, measured: Measurement): Pick<BillLine, 'cost'>[] {
  const lines = [
    ...billOf(scenario, measured),
    ...Object.values(standingCosts(scenario, measured)).map((cost) => ({ cost })),
  ];
  return [...lines, { cost: givenOf(lines) }];
}

export const sumOf = (cost: Partial<Record<PriceName, number>>): number =>
  Object.values(cost).reduce((total, each) => total + each, 0);
