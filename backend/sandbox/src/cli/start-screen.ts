import { styleText } from 'node:util';
import type { Sandbox } from '../sandbox.ts';

/** What the human start screen shows besides the sandbox itself. */
export interface StartScreenOptions {
  readonly startedInMilliseconds: number;
  readonly envFile: string | undefined;
  readonly persistDirectory: string | undefined;
}

/** The screen a person sees: where things are, who may call, and one line to paste. */
export function startScreen(sandbox: Sandbox, options: StartScreenOptions): string {
  const heading = (text: string): string => styleText('bold', text);
  const faint = (text: string): string => styleText('dim', text);
  const urls: [string, string][] = [
    ['REST API', sandbox.restUrl],
    ['Token endpoint', sandbox.tokenUrl],
    ['Issuer', sandbox.issuer],
    ['DynamoDB', sandbox.dynamodbUrl],
    ['S3', sandbox.s3Url],
    ['SQS', sandbox.sqsUrl],
    ['AWS credentials', `${sandbox.awsCredentials.accessKeyId} ${sandbox.awsCredentials.secretAccessKey}`],
    ['MQTT', sandbox.mqttUrl],
    ['GraphQL API', sandbox.graphqlUrl],
    ['real time', sandbox.realtimeUrl],
    ...(sandbox.control
      ? [['Control', `${sandbox.control.url}  token ${sandbox.control.token}`] as [string, string]]
      : []),
    [
      'User pool',
      `${sandbox.userPoolId}  web client ${sandbox.webClientId}  mobile client ${sandbox.mobileClientId}`,
    ],
  ];
  const clients = sandbox.clients.flatMap((client) => [
    `  ${client.name}`,
    `    client id      ${client.clientId}`,
    `    client secret  ${client.clientSecret}`,
    `    API key        ${client.apiKey}`,
  ]);
  const kept = options.persistDirectory ? `kept in ${options.persistDirectory}` : 'gone when it stops';
  return [
    '',
    `${heading('Northwind Lockers sandbox')}  ${faint(
      `ready in ${(options.startedInMilliseconds / 1000).toFixed(1)} s; data and credentials are ${kept}`,
    )}`,
    '',
    ...urls.map(([name, url]) => `  ${name.padEnd(15)} ${url}`),
    '',
    heading('Clients'),
    ...clients,
    '',
    heading('Users') + faint('  one per group; --json lists all of them'),
    ...onePersonOfEachGroup(sandbox),
    ...(options.envFile ? ['', `The first client's settings are in ${options.envFile}.`] : []),
    '',
    heading('Try it'),
    ...curl(sandbox),
    '',
    faint('Ctrl-C stops it.'),
    '',
  ].join('\n');
}

function onePersonOfEachGroup({ users }: Sandbox): string[] {
  const seen = new Set<string>();
  return users.flatMap(({ username, password, groups, totpSecret }) => {
    const group = groups.join(' ');
    if (seen.has(group)) return [];
    seen.add(group);
    return `  ${username.padEnd(20)} ${password}${
      totpSecret === undefined ? '' : `  authenticator secret ${totpSecret}`
    }`;
  });
}

function curl(sandbox: Sandbox): string[] {
  const client = sandbox.clients[0];
  if (!client) return [];
  return [
    `  TOKEN=$(curl -s ${sandbox.tokenUrl} -u ${client.clientId}:${client.clientSecret} \\`,
    `    -d grant_type=client_credentials | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
    `  curl -s '${sandbox.restUrl}/invoices?status=open&limit=2' -H "Authorization: Bearer $TOKEN" -H 'x-api-key: ${client.apiKey}'`,
  ];
}
