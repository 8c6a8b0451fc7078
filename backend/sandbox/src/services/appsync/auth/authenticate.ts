/** Who is calling: a user pool token or a SigV4 signature, told apart as AppSync does, by the Authorization header's form. */
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  jwtVerify,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from 'jose';
import { AuthorizationError, type AuthMode, type Caller, type IamIdentity } from './identity.ts';
import { verifySignature, type SignedRequest } from './signature.ts';

export interface UserPoolOptions {
  /** `iss` of its tokens. */
  readonly issuer: string;
  /** Where its public keys are: a URL (read when first needed, cached) or the keys themselves. */
  readonly jwks: string | JSONWebKeySet;
  /** Which app clients' tokens are taken (`client_id` of access tokens, `aud` of id tokens); default: all of the pool. */
  readonly appIdClientRegex?: string;
}

/** An IAM principal that may sign requests. */
export interface IamPrincipal {
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Default: a role of this account made up for the sandbox. */
  readonly identity?: Partial<IamIdentity>;
}

export interface AuthOptions {
  readonly defaultMode: AuthMode;
  readonly additionalModes?: readonly AuthMode[];
  readonly userPool?: UserPoolOptions;
  /** The principal of an access key id; undefined when there is none. */
  readonly iam?: (accessKeyId: string) => IamPrincipal | undefined;
}

/** @throws AuthorizationError */
export type Authenticate = (request: SignedRequest, sourceIp: string) => Promise<Caller>;

const notAuthorized = 'You are not authorized to make this call.';

export function authenticator(options: AuthOptions, now: () => number = Date.now): Authenticate {
  const modes = new Set<AuthMode>([options.defaultMode, ...(options.additionalModes ?? [])]);
  const userPool =
    options.userPool && modes.has('AMAZON_COGNITO_USER_POOLS')
      ? userPoolVerifier(options.userPool, now)
      : undefined;
  const iam = modes.has('AWS_IAM') ? options.iam : undefined;

  return async (request, sourceIp) => {
    const authorization = request.headers.authorization;
    if (authorization === undefined || authorization === '')
      throw new AuthorizationError('Valid authorization header not provided.');
    if (authorization.startsWith('AWS4-')) {
      if (iam === undefined) throw new AuthorizationError(notAuthorized);
      return { mode: 'AWS_IAM', identity: iamIdentity(request, iam, sourceIp, now()) };
    }
    if (userPool === undefined) throw new AuthorizationError(notAuthorized);
    return await userPool(authorization.replace(/^Bearer\s+/i, ''), sourceIp);
  };
}

function userPoolVerifier(
  options: UserPoolOptions,
  now: () => number,
): (token: string, sourceIp: string) => Promise<Caller> {
  const keys: JWTVerifyGetKey =
    typeof options.jwks === 'string'
      ? createRemoteJWKSet(new URL(options.jwks))
      : createLocalJWKSet(options.jwks);
  const clients = new RegExp(options.appIdClientRegex ?? '');
  return async (token, sourceIp) => {
    const claims = await verify(token, keys, { issuer: options.issuer, currentDate: new Date(now()) });
    const client = claims.token_use === 'id' ? String(claims.aud) : String(claims.client_id);
    if ((claims.token_use !== 'id' && claims.token_use !== 'access') || !clients.test(client)) {
      throw new AuthorizationError(notAuthorized);
    }
    const groups = claims['cognito:groups'];
    return {
      mode: 'AMAZON_COGNITO_USER_POOLS',
      identity: {
        sub: claims.sub ?? '',
        issuer: options.issuer,
        username: String(claims['cognito:username'] ?? claims.username ?? claims.sub),
        claims,
        sourceIp: [sourceIp],
        defaultAuthStrategy: 'ALLOW',
        groups: Array.isArray(groups) ? groups.map(String) : null,
      },
    };
  };
}

async function verify(
  token: string,
  keys: JWTVerifyGetKey,
  expected: { readonly issuer: string; readonly currentDate: Date },
): Promise<Record<string, unknown> & { sub?: string }> {
  try {
    return (await jwtVerify(token, keys, { ...expected, algorithms: ['RS256'] })).payload;
  } catch (cause) {
    // The sentences of AppSync; why exactly a token is no good is not told.
    if (cause instanceof errors.JWTExpired) throw new AuthorizationError('Token has expired.');
    if (cause instanceof errors.JOSEError) throw new AuthorizationError(notAuthorized);
    throw cause;
  }
}

function iamIdentity(
  request: SignedRequest,
  principalOf: (accessKeyId: string) => IamPrincipal | undefined,
  sourceIp: string,
  now: number,
): IamIdentity {
  const secretOf = (id: string, sessionToken: string | undefined): string | undefined => {
    const principal = principalOf(id);
    return principal?.sessionToken === sessionToken ? principal?.secretAccessKey : undefined;
  };
  const accessKeyId = verifySignature(request, secretOf, now);
  return {
    accountId: '000000000000',
    cognitoIdentityPoolId: null,
    cognitoIdentityId: null,
    username: accessKeyId,
    userArn: 'arn:aws:sts::000000000000:assumed-role/northwind-sandbox/session',
    cognitoIdentityAuthType: null,
    cognitoIdentityAuthProvider: null,
    ...principalOf(accessKeyId)?.identity,
    sourceIp: [sourceIp],
  };
}
