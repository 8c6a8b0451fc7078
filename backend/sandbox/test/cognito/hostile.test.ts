/** The user pool before callers who want to learn something, or to keep it busy. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateClientId } from '../../src/services/cognito/app-clients.ts';
import { startCognito, type RunningCognito } from '../../src/services/cognito/start.ts';
import { openUserPool } from '../../src/services/cognito/user-pool.ts';
import {
  openRefreshTokens,
  openUserDirectory,
  userSignIn,
  type UserDirectory,
} from '../../src/services/cognito/users/index.ts';

const password = 'Correct-horse-7-staple';
const clientId = generateClientId();
let directory: UserDirectory;
let cognito: RunningCognito;

beforeAll(async () => {
  const pool = await openUserPool();
  directory = await openUserDirectory(pool.id.split('_')[1] ?? '');
  await pool.putClient({
    clientId,
    name: 'Northwind Courier',
    clientSecrets: [],
    allowedFlows: ['code'],
    allowedScopes: ['openid', 'email'],
    accessTokenValiditySeconds: 3600,
    callbackUrls: ['http://localhost:5173/'],
  });
  await directory.create({ username: 'Mia', password, attributes: { email: 'mia@n.example' } });
  cognito = await startCognito({
    port: 0,
    pool,
    preTokenGeneration: (event) => Promise.resolve({ ...(event as object), response: {} }),
    ...userSignIn(pool.id, directory, await openRefreshTokens(Date.now)),
  });
});
afterAll(() => cognito.close());

async function call(
  action: string,
  input: object,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(cognito.url, {
    method: 'POST',
    headers: { 'x-amz-target': `AWSCognitoIdentityProviderService.${action}` },
    body: JSON.stringify(input),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const begin = async (USERNAME: string) =>
  call('InitiateAuth', {
    AuthFlow: 'USER_SRP_AUTH',
    ClientId: clientId,
    AuthParameters: { USERNAME, SRP_A: randomBytes(300).toString('hex') },
  });

const answerTo = async (challenge: Record<string, string>) =>
  call('RespondToAuthChallenge', {
    ClientId: clientId,
    ChallengeName: 'PASSWORD_VERIFIER',
    ChallengeResponses: {
      USERNAME: challenge['USERNAME'],
      PASSWORD_CLAIM_SECRET_BLOCK: challenge['SECRET_BLOCK'],
      PASSWORD_CLAIM_SIGNATURE: randomBytes(32).toString('base64'),
      TIMESTAMP: 'Fri Nov 27 12:00:00 UTC 2026',
    },
  });

const challengeOf = ({ body }: { body: Record<string, unknown> }) =>
  body['ChallengeParameters'] as Record<string, string>;

describe('a name that nobody has', () => {
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

  it.each(['Mia', 'mia', 'mia@n.example', 'MIA@N.EXAMPLE', 'nobody', 'nobody@n.example'])(
    'begins a sign-in like one that somebody has: %s',
    async (name) => {
      const [first, second] = [await begin(name), await begin(name)];
      expect(first.status).toBe(200);
      const challenge = challengeOf(first);
      expect(Object.keys(challenge).sort()).toEqual([
        'SALT',
        'SECRET_BLOCK',
        'SRP_B',
        'USERNAME',
        'USER_ID_FOR_SRP',
      ]);
      expect(challenge['USER_ID_FOR_SRP']).toMatch(uuid);
      expect(challenge['USERNAME']).toBe(challenge['USER_ID_FOR_SRP']);
      // The same user again, with the same salt.
      for (const field of ['USER_ID_FOR_SRP', 'SALT'])
        expect(challengeOf(second)[field]).toBe(challenge[field]);
    },
  );

  it('is refused byte for byte as a wrong password is', async () => {
    const known = await answerTo(challengeOf(await begin('Mia')));
    const unknown = await answerTo(challengeOf(await begin('nobody')));
    expect(known.body).toMatchObject({ __type: 'NotAuthorizedException' });
    expect(unknown).toEqual(known);
  });
});

describe('a challenge', () => {
  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', '', 'NOTHING', 5, null, ['a'], {}])(
    'that does not exist is refused: %j',
    async (ChallengeName) => {
      const { status, body } = await call('RespondToAuthChallenge', { ClientId: clientId, ChallengeName });
      expect(status).toBe(400);
      expect(body).toMatchObject({ __type: 'InvalidParameterException' });
    },
  );

  it.each([
    ['InitiateAuth', { AuthFlow: 'USER_SRP_AUTH', AuthParameters: { USERNAME: 5, SRP_A: {} } }],
    ['InitiateAuth', { AuthFlow: '__proto__', AuthParameters: 'text' }],
    ['InitiateAuth', { AuthFlow: { toString: 1 } }],
    ['InitiateAuth', { ClientId: { toString: 1 } }],
    ['RespondToAuthChallenge', { ChallengeName: 'PASSWORD_VERIFIER', ChallengeResponses: { __proto__: 1 } }],
    ['RespondToAuthChallenge', { ChallengeName: 'NEW_PASSWORD_REQUIRED', Session: 'constructor' }],
    ['RespondToAuthChallenge', { ChallengeName: 'SOFTWARE_TOKEN_MFA', ChallengeResponses: [1] }],
    ['VerifySoftwareToken', { Session: {}, UserCode: [] }],
    ['GetTokensFromRefreshToken', { RefreshToken: { a: 1 } }],
    ['GetUser', { AccessToken: 7 }],
    ['toString', {}],
  ])('is answered with a refusal whatever its parameters are: %s %j', async (action, input) => {
    const { status, body } = await call(action, { ClientId: clientId, ...input });
    expect(status).toBe(400);
    expect(body['__type']).toMatch(/Exception$/);
  });
});

describe('sign-ins by the hundred', () => {
  it('keep nobody else waiting: a health check is answered while most of them still wait', async () => {
    let begun = 0;
    const starts = Array.from({ length: 200 }, (_, index) =>
      begin(`nobody-${index}`).then(({ status }) => {
        begun += 1;
        return status;
      }),
    );
    // Sent after all of them, on a connection of its own.
    const other = await fetch(cognito.jwksUrl);
    expect(other.status).toBe(200);
    expect(begun).toBeLessThan(100);
    expect(new Set(await Promise.all(starts))).toEqual(new Set([200]));
  });

  it('are refused past a bound, with the error that says to try again later', async () => {
    const answers = await Promise.all(Array.from({ length: 700 }, (_, index) => begin(`nobody-${index}`)));
    const refused = answers.filter(({ status }) => status !== 200);
    expect(refused.length).toBeGreaterThan(0);
    for (const { body } of refused) expect(body).toMatchObject({ __type: 'TooManyRequestsException' });
  });
});

describe('the userInfo endpoint', () => {
  const userInfo = async (headers: Record<string, string> = {}) =>
    fetch(`${cognito.url}/oauth2/userInfo`, { headers });

  it('is in the discovery document', async () => {
    const document = (await (
      await fetch(`${cognito.issuer}/.well-known/openid-configuration`)
    ).json()) as object;
    expect(document).toMatchObject({ userinfo_endpoint: `${cognito.url}/oauth2/userInfo` });
  });

  it.each([
    ['no token', {}, 'invalid_request'],
    ['no bearer token', { authorization: 'Basic eA==' }, 'invalid_request'],
    ['a token of nobody', { authorization: 'Bearer x.y.z' }, 'invalid_token'],
  ])('refuses %s', async (_what, headers, error) => {
    const response = await userInfo(headers);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain(`error="${error}"`);
  });
});
