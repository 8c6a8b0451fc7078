/**
 * The failover GameDay as commands: what a person types, in the order in which it is safe. Everything is done by the deployment's own
 * code or by the AWS CLI; nothing here knows how. A failover itself needs none of it.
 */

import { basePath, graphqlDiscoveryPath, operations } from '../../src/generated/manifest.ts';

export interface Place {
  readonly environment: string;
  readonly primary: string;
  readonly secondary: string;
  readonly domain: string;
  readonly tableName: string;
  /** Of the primary Region's REST door. */
  readonly healthCheckId: string;
  /** Metrics are asked for until then. */
  readonly now: Date;
}

export interface Step {
  readonly title: string;
  /** What has to be seen before the next step. */
  readonly until: string;
  readonly commands: readonly (readonly string[])[];
}

export const gamedayParts = ['failover', 'back'] as const;
export type GamedayPart = (typeof gamedayParts)[number];

export const gameday = (part: GamedayPart, place: Place): readonly Step[] =>
  part === 'failover' ? failover(place) : back(place);

function failover(place: Place): readonly Step[] {
  const { primary, secondary } = place;
  return [
    {
      title: 'Before',
      until: 'both Regions answer 200, and the lag is below a second: what is younger is lost with a Region',
      commands: [health(place, primary), health(place, secondary), lag(place, secondary)],
    },
    {
      title: 'Break, or hold: the primary counts as unhealthy, whatever it answers',
      until: `within a minute both names say ${secondary}, REST's and GraphQL's; nobody has to do anything for it`,
      commands: [healthCheck(place, ['--disabled', '--inverted']), healthStatus(place), ...names(place)],
    },
    {
      title: 'Mend what had arrived in part',
      until: 'it names the lockers whose histories were not whole, or none',
      commands: [mend(place, secondary)],
    },
  ];
}

function back(place: Place): readonly Step[] {
  const { primary, secondary } = place;
  return [
    {
      title: 'Wait for the data, in a quiet hour',
      until:
        'the lag of both directions is below a second: a Region that is written to earlier gives numbers away twice',
      commands: [health(place, primary), lag(place, primary), lag(place, secondary)],
    },
    {
      title: 'Mend what the lost Region brought back, where everybody writes',
      until: 'it names none',
      commands: [mend(place, secondary, dayBefore(place))],
    },
    {
      title: 'Let go of the primary',
      until: `within a minute both names say ${primary}`,
      commands: [
        healthCheck(place, ['--no-disabled', '--no-inverted']),
        healthStatus(place),
        ...names(place),
      ],
    },
    {
      title: 'Afterwards',
      until: 'it names none, and every layer has an empty plan',
      commands: [mend(place, primary)],
    },
  ];
}

const ask = (url: string): readonly string[] => ['curl', '--fail', '--silent', '--show-error', url];

const health = ({ domain }: Place, region: string): readonly string[] =>
  ask(`https://rest.${region}.${domain}${basePath}${operations.getHealth.path}?deep=true`);

/** Which Region is active: as Route 53 answers it, and as the edge says it of GraphQL. */
const names = ({ domain }: Place): readonly (readonly string[])[] => [
  ['dig', '+short', `active.${domain}`, 'TXT'],
  ask(`https://api.${domain}${graphqlDiscoveryPath}`),
];

/** Route 53 takes a disabled check for healthy, and an inverted one for the opposite of that (Route 53 API Reference, "UpdateHealthCheck"). */
const healthCheck = ({ healthCheckId }: Place, flags: readonly string[]): readonly string[] => [
  ...['aws', 'route53', 'update-health-check', '--health-check-id', healthCheckId],
  ...flags,
];

const healthStatus = ({ healthCheckId }: Place): readonly string[] => [
  ...['aws', 'route53', 'get-health-check-status', '--health-check-id', healthCheckId],
];

/** The metric is kept in the Region that writes, about the one that receives (DynamoDB Developer Guide, "Monitoring global tables"). */
const lag = ({ primary, secondary, tableName, now }: Place, to: string): readonly string[] => [
  'aws',
  'cloudwatch',
  'get-metric-statistics',
  ...['--region', to === primary ? secondary : primary],
  ...['--namespace', 'AWS/DynamoDB', '--metric-name', 'ReplicationLatency', '--statistics', 'Maximum'],
  ...['--dimensions', `Name=TableName,Value=${tableName}`, `Name=ReceivingRegion,Value=${to}`],
  ...['--period', '60', '--start-time', new Date(now.getTime() - 300_000).toISOString()],
  ...['--end-time', now.toISOString()],
];

/** Before any loss that a GameDay is about: invoices that were paid since are looked at. */
const dayBefore = ({ now }: Place): string => new Date(now.getTime() - 86_400_000).toISOString();

const mend = ({ tableName }: Place, region: string, since?: string): readonly string[] => [
  ...['env', `AWS_REGION=${region}`, `TABLE_NAME=${tableName}`],
  ...['node', 'backend/infra/deploy/mend.ts'],
  ...(since === undefined ? [] : [since]),
];

/** A command as it is typed. */
export const typed = (command: readonly string[]): string =>
  command.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`)).join(' ');
