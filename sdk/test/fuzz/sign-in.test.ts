// Signing in against a user pool, sign-in pages and a storage that say anything at all.
import fc from 'fast-check';
import { beforeEach, expect, it, vi } from 'vitest';
import { cognitoUsers, type SignInStep } from '../../src/cognito/index.ts';
import { isUsageError } from '../../src/index.ts';
import { anything, body, corrupted, headers, seed, toJson } from './generators.ts';
import { expectNoLeaks } from './leaks.ts';
import { expectOnlyNorthwindErrors } from './northwind-errors.ts';

console.log(`fuzz: NORTHWIND_FUZZ_SEED=${seed}`);
expectNoLeaks();
// No wait between two attempts: jitter may make it as short.
beforeEach(() => void vi.spyOn(Math, 'random').mockReturnValue(0));

const options = {
  userPoolId: 'eu-central-1_Ab1Cd2Ef3',
  clientId: 'web',
  domain: 'https://auth.test',
  endpoint: 'https://pool.test/',
};
const redirectUri = 'https://dashboard.test/signed-in';

const tokens = corrupted({
  AccessToken: 'a.b.c',
  ExpiresIn: 3600,
  RefreshToken: 'r',
  IdToken: 'e30.e30.e30',
});
const challenge = fc
  .tuple(
    fc.constantFrom(
      'PASSWORD_VERIFIER',
      'NEW_PASSWORD_REQUIRED',
      'MFA_SETUP',
      'SOFTWARE_TOKEN_MFA',
      'SMS_MFA',
      'constructor',
    ),
    corrupted({
      SALT: 'a1',
      SRP_B: 'b2',
      SECRET_BLOCK: 'AA==',
      USER_ID_FOR_SRP: 'jo',
      userAttributes: '{}',
      requiredAttributes: '["userAttributes.name"]',
      MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]',
    }),
  )
  .chain(([ChallengeName, ChallengeParameters]) =>
    corrupted({ ChallengeName, ChallengeParameters, Session: 's', SecretCode: 'ABC' }),
  );
const refusal = corrupted({ __type: 'NotAuthorizedException', message: 'no' });
/** Of a user pool: its status, and what it says. */
const answer = fc.tuple(
  fc.constantFrom(200, 200, 200, 200, 204, 400, 403, 429, 500, 503),
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.oneof(challenge, corrupted({ AuthenticationResult: null }), refusal).map(toJson),
    },
    { weight: 2, arbitrary: tokens.map((AuthenticationResult) => toJson({ AuthenticationResult })) },
    body,
  ),
);

/** Answers with each in turn, and then with the last. */
function server(answers: readonly (readonly [number, string])[], received: object = {}): typeof fetch {
  let count = 0;
  return async () => {
    const [status, text] = answers[Math.min(count++, answers.length - 1)]!;
    const content = [204, 205, 304].includes(status) ? null : text;
    return new Response(content, { status, headers: received as Record<string, string> });
  };
}

async function finish(step: SignInStep, typed: string, attributes: Record<string, string>): Promise<void> {
  for (let count = 0; count < 3 && step.step !== 'signed-in'; count++) {
    if (step.step === 'new-password') step = await step.setPassword(typed, attributes);
    else step = await step.confirm(typed);
  }
  if (step.step !== 'signed-in') return;
  expect(step.session.claims).toEqual(expect.any(Object));
  await step.session.signOut();
}

it('options: users or a UsageError', () => {
  fc.assert(
    fc.property(fc.oneof(anything, corrupted({ ...options, storage: {}, fetch })), (value) => {
      try {
        cognitoUsers(value as never);
      } catch (error) {
        if (!isUsageError(error)) throw error;
      }
    }),
    { seed, numRuns: 500 },
  );
});

it('arguments: whatever they are', async () => {
  const users = cognitoUsers({ ...options, fetch: server([[400, '{"__type":"NotAuthorizedException"}']]) });
  const redirect = corrupted({ redirectUri, scopes: ['openid'], identityProvider: 'Google' });
  await fc.assert(
    fc.asyncProperty(anything, anything, fc.oneof(redirect, anything), async (one, two, three) => {
      await expectOnlyNorthwindErrors(() => users.signIn(one as string, two as string));
      await expectOnlyNorthwindErrors(() => users.redirectUrl(three as never));
      await expectOnlyNorthwindErrors(() => users.fromRedirect(one as string));
    }),
    { seed, numRuns: 300 },
  );
});

it('user pools: whatever they answer to each step of a sign-in by password, and whatever is typed', async () => {
  const answers = fc.array(answer, { minLength: 1, maxLength: 5 });
  const typed = fc.oneof({ weight: 4, arbitrary: fc.constant('123456') }, anything) as fc.Arbitrary<string>;
  const attributes = fc.option(fc.oneof(corrupted({ name: 'Jo' }), anything), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(answers, typed, attributes, async (answered, text, more) => {
      const users = cognitoUsers({ ...options, fetch: server(answered) });
      await expectOnlyNorthwindErrors(async () =>
        finish(await users.signIn('jo', 'secret'), text, more as Record<string, string>),
      );
    }),
    { seed, numRuns: 200 },
  );
});

it('user pools: whatever they answer to a refresh, and whatever the storage holds', async () => {
  const stored = fc.oneof(
    corrupted({
      accessToken: 'a.b.c',
      refreshToken: 'r',
      idToken: 'e30.e30.e30',
      issuedAt: 0,
      expiresAt: 1,
    }).map(toJson),
    body,
    anything,
  );
  const request = { rejected: 'a.b.c', tokenUrl: '', postForm: () => Promise.reject(new Error('unused')) };
  await fc.assert(
    fc.asyncProperty(stored, fc.array(answer, { minLength: 1, maxLength: 3 }), async (text, answers) => {
      const storage = { getItem: () => text as string, setItem: () => {}, removeItem: () => {} };
      const users = cognitoUsers({ ...options, storage, fetch: server(answers) });
      await expectOnlyNorthwindErrors(async () => (await users.restore())?.accessToken(request));
    }),
    { seed, numRuns: 300 },
  );
});

it('sign-in pages: whatever URL they send back to, and whatever they answer to the code', async () => {
  const returns = fc.oneof(
    anything,
    fc.webUrl({ withQueryParameters: true }),
    fc
      .constantFrom('code=c', 'error=e&error_description=%E0%A4%A', 'code=c&code=d')
      .map((query) => `${redirectUri}?${query}&state=`),
  );
  const exchanged = fc.oneof(
    corrupted({ access_token: 'a.b.c', expires_in: 3600, refresh_token: 'r', id_token: 'i' }).map(toJson),
    body,
  );
  const statuses = fc.constantFrom(200, 200, 204, 302, 400, 429, 500, 503);
  await fc.assert(
    fc.asyncProperty(returns, statuses, exchanged, headers, async (url, status, text, received) => {
      const users = cognitoUsers({ ...options, fetch: server([[status, text]], received) });
      const begun = new URL(await users.redirectUrl({ redirectUri }));
      const state = begun.searchParams.get('state') ?? '';
      const back = typeof url === 'string' && url.endsWith('state=') ? url + state : url;
      await expectOnlyNorthwindErrors(() => users.fromRedirect(back as string));
    }),
    { seed, numRuns: 300 },
  );
});
