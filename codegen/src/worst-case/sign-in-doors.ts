/** The user pool: forms at the token endpoint and the sign-in pages, JSON in the user pools API. Each parameter in turn is what is worst. */
import { load, untilRefused, type Door } from './door.ts';
import { fillings, type WorstBody } from './worst-bodies.ts';

/** What the endpoints read of a body at most. */
const MAX_BYTES = 64 * 1024;

const refusals = ['OAuthError', 'ServiceError', 'TooManyPowersError'];

const folder = 'backend/sandbox/src/services/cognito';
const clients = {
  machine: {
    clientId: 'm'.repeat(26),
    clientSecrets: [{ id: 'one', value: 's'.repeat(52), createdAt: 0 }],
    name: 'A billing system',
    allowedFlows: ['client_credentials'],
    allowedScopes: ['invoices/read', 'invoices/write'],
    accessTokenValiditySeconds: 3_600,
  },
  app: {
    clientId: 'a'.repeat(26),
    clientSecrets: [],
    name: 'An app',
    allowedFlows: ['code'],
    allowedScopes: ['openid', 'email'],
    accessTokenValiditySeconds: 3_600,
    callbackUrls: ['https://app.example/'],
  },
} as const;

/** A pool with a machine's and an app's client, and no users: the code in front of them is what strangers reach. */
async function openPool() {
  const { openUserPool } = await load<{
    openUserPool: () => Promise<{ id: string; putClient: (client: object) => Promise<void> }>;
  }>(`${folder}/user-pool.ts`);
  const { openUserDirectory, openRefreshTokens } = await load<{
    openUserDirectory: (pool: string) => Promise<object>;
    openRefreshTokens: (now: () => number) => Promise<object>;
  }>(`${folder}/users/index.ts`);
  const { createUserSignIn } = await load<{ createUserSignIn: (...parts: unknown[]) => object }>(
    `${folder}/users/user-sign-in.ts`,
  );
  const { triggerTimeoutMs } = await load<{ triggerTimeoutMs: number }>(`${folder}/pre-token-generation.ts`);
  const pool = await openUserPool();
  for (const client of Object.values(clients)) await pool.putClient(client);
  const issuer = {
    pool,
    issuer: `https://pool.example/${pool.id}`,
    preTokenGeneration: (event: object) => Promise.resolve({ ...event, response: {} }),
    triggerTimeoutMs,
    now: Date.now,
  };
  const signIn = createUserSignIn(
    await openUserDirectory('pool'),
    await openRefreshTokens(Date.now),
    Date.now,
  );
  return { issuer, signIn };
}

/** What a parameter of a form may be filled with, as it is written there. */
const formFillings: readonly string[] = [
  'a',
  '+',
  'a+',
  '%41',
  '%',
  '%F0%9F%93%A6',
  'invoices/read+',
  '%22a%22:1,',
  '[',
  '{"a":',
  '0',
];

const hole = 'the-worst-value';

/** The text with its hole filled, so that it is of `bytes` bytes. */
const filled = (text: string, placeholder: string, fill: (bytes: number) => string) => (bytes: number) =>
  text.replace(placeholder, () => fill(bytes - text.length));

const repeated = (part: string) => (bytes: number) => part.repeat(Math.floor(bytes / part.length));

/** Forms by grant. */
const forms: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  client_credentials: {
    client_id: clients.machine.clientId,
    client_secret: clients.machine.clientSecrets[0].value,
    scope: 'invoices/read',
    aws_client_metadata: '{}',
  },
  authorization_code: { client_id: clients.app.clientId, code: 'x', code_verifier: 'y', redirect_uri: 'z' },
  refresh_token: { client_id: clients.app.clientId, refresh_token: 'x' },
};

const formBodies = (grant: string, form: Readonly<Record<string, string>>): WorstBody[] => {
  const example = { grant_type: grant, ...form };
  const whole = new URLSearchParams(example).toString();
  return [
    ...Object.keys(example).flatMap((name) =>
      formFillings.map((part) => ({
        name: `${name} with a string of ${part}`,
        make: filled(new URLSearchParams({ ...example, [name]: hole }).toString(), hole, repeated(part)),
      })),
    ),
    ...['&', 'a=b&', 'a&', 'scope=a&', '=', '%26'].map((part) => ({
      name: `more parameters: ${part}`,
      make: filled(`${whole}&${hole}`, hole, repeated(part)),
    })),
  ];
};

/** Inputs by action, each as far on its way as it gets without a user. */
const inputs: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  InitiateAuth: {
    AuthFlow: 'USER_SRP_AUTH',
    AuthParameters: { USERNAME: 'somebody', SRP_A: 'f'.repeat(600) },
  },
  RespondToAuthChallenge: {
    ChallengeName: 'PASSWORD_VERIFIER',
    Session: 'x',
    ChallengeResponses: { PASSWORD_CLAIM_SECRET_BLOCK: 'x', PASSWORD_CLAIM_SIGNATURE: 'y', TIMESTAMP: 'z' },
  },
  AssociateSoftwareToken: { Session: 'x' },
  VerifySoftwareToken: { Session: 'x', UserCode: '123456' },
  GetTokensFromRefreshToken: { RefreshToken: 'x' },
  RevokeToken: { Token: 'x' },
  GlobalSignOut: { AccessToken: 'a.b.c' },
  GetUser: { AccessToken: 'a.b.c' },
};

/** The value with each of its members after the other replaced by the hole, members of members included. */
function withHoles(value: Readonly<Record<string, unknown>>): { at: string; holed: object }[] {
  return Object.entries(value).flatMap(([name, member]) => [
    { at: name, holed: { ...value, [name]: hole } },
    ...(typeof member === 'object'
      ? withHoles(member as Readonly<Record<string, unknown>>).map(({ at, holed }) => ({
          at: `${name}/${at}`,
          holed: { ...value, [name]: holed },
        }))
      : []),
  ]);
}

/** One of a kind: nothing here looks into a string. */
const jsonFillings = Object.entries(fillings).filter(([name]) => !/^a string of [^a]|a\W/.test(name));

const inputBodies = (input: Readonly<Record<string, unknown>>): WorstBody[] =>
  withHoles({ ClientId: clients.app.clientId, ...input }).flatMap(({ at, holed }) =>
    jsonFillings.map(([filling, fill]) => ({
      name: `${at} with ${filling}`,
      make: filled(JSON.stringify(holed), JSON.stringify(hole), fill),
    })),
  );

export async function signInDoors(): Promise<Door[]> {
  const { issuer, signIn } = await openPool();
  const { answerTokenRequest } = await load<{ answerTokenRequest: (...parts: unknown[]) => Promise<object> }>(
    `${folder}/token-endpoint.ts`,
  );
  const { clientCredentialsGrant } = await load<{ clientCredentialsGrant: unknown }>(
    `${folder}/client-credentials-grant.ts`,
  );
  const { authorizationCodeGrant, refreshTokenGrant } = await load<
    Record<'authorizationCodeGrant' | 'refreshTokenGrant', (...parts: unknown[]) => unknown>
  >(`${folder}/users/user-grants.ts`);
  const { createAuthorizationCodes } = await load<{
    createAuthorizationCodes: (now: () => number) => object;
  }>(`${folder}/users/authorization-codes.ts`);
  const { createUserPoolsApi } = await load<{
    createUserPoolsApi: (...parts: unknown[]) => Record<string, (input: object, issuer: object) => unknown>;
  }>(`${folder}/users/user-pools-api.ts`);
  const grants = {
    client_credentials: clientCredentialsGrant,
    authorization_code: authorizationCodeGrant(signIn, createAuthorizationCodes(Date.now)),
    refresh_token: refreshTokenGrant(signIn),
  };
  const actions = createUserPoolsApi(signIn, Date.now);
  for (const name of Object.keys(actions))
    if (inputs[name] === undefined)
      throw new Error(`The user pools API does ${name}: say what its input is.`);
  return [
    ...Object.entries(forms).map(([grant, form]) => ({
      name: `the token endpoint, ${grant}`,
      maxBytes: MAX_BYTES,
      bodies: formBodies(grant, form),
      receive: (body: string) =>
        untilRefused(refusals, () =>
          answerTokenRequest(issuer, grants, { contentType: 'application/x-www-form-urlencoded', body }),
        ),
    })),
    ...Object.entries(inputs).map(([action, input]) => ({
      name: `the user pools API, ${action}`,
      maxBytes: MAX_BYTES,
      bodies: inputBodies(input),
      receive: (body: string) =>
        untilRefused(refusals, () => actions[action]?.(JSON.parse(body) as object, issuer)),
    })),
  ];
}
