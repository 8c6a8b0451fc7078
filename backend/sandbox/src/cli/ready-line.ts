import type { Sandbox } from '../sandbox.ts';

/** The line `--json` prints: addresses and credentials, and nothing that is not for the caller. */
export function readyLine(sandbox: Sandbox): string {
  const { restUrl, tokenUrl, issuer, jwksUrl, dynamodbUrl, s3Url } = sandbox;
  const { sqsUrl, snsUrl, awsCredentials, control } = sandbox;
  const { graphqlUrl, realtimeUrl, userPoolId, mobileClientId, webClientId, users, mqttUrl, devices } =
    sandbox;
  const clients = sandbox.clients.map(({ name, clientId, clientSecret, apiKey, scopes }) => ({
    name,
    clientId,
    clientSecret,
    apiKey,
    scopes,
  }));
  return JSON.stringify({
    event: 'ready',
    restUrl,
    tokenUrl,
    issuer,
    jwksUrl,
    dynamodbUrl,
    s3Url,
    sqsUrl,
    snsUrl,
    awsCredentials,
    clients,
    graphqlUrl,
    realtimeUrl,
    userPoolId,
    mobileClientId,
    webClientId,
    users,
    mqttUrl,
    devices,
    ...(control && { control }),
  });
}
