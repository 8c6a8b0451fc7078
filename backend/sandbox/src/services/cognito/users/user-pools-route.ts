import type { IncomingMessage } from 'node:http';
import type { Authorize } from '../../../support/access.ts';
import { readBody } from '../../../support/loopback-server.ts';
import { verifySignedRequest, type SecretOf } from '../../../support/signature-v4.ts';
import { signatureErrors } from '../../../support/signed-requests.ts';
import type { TokenIssuer } from '../access-token.ts';
import { TriggerError } from '../pre-token-generation.ts';
import type { CognitoAnswer, CognitoRoute, InterceptTokens } from '../start.ts';
import { TooManyPowersError } from './modular-power.ts';
import { ServiceError } from './service-error.ts';
import type { Action } from './user-pools-api.ts';

const targetPrefix = 'AWSCognitoIdentityProviderService.';
const maximumBytes = 64 * 1024;
const headers = { 'Content-Type': 'application/x-amz-json-1.1' };

/** Actions that a program calls with AWS credentials. */
export interface SignedActions {
  readonly actions: Readonly<Record<string, Action>>;
  readonly secretOf: SecretOf;
  /** Which actions a signer may call; default: all of them. */
  readonly authorize?: Authorize;
}

/** `POST /`: the user pools API, whose action is named in a header (AWS JSON protocol 1.1). */
export function userPoolsRoute(
  actions: Readonly<Record<string, Action>>,
  intercept: InterceptTokens = (_call, proceed) => proceed(),
  signed?: SignedActions,
): CognitoRoute {
  return async (request, issuer) => {
    try {
      const target = String(request.headers['x-amz-target'] ?? '');
      const name = target.startsWith(targetPrefix) ? target.slice(targetPrefix.length) : '';
      if (signed && Object.hasOwn(signed.actions, name))
        return await answerSigned(request, issuer, signed, name);
      const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
      if (!action)
        throw new ServiceError('UnknownOperationException', `The sandbox does not do ${target || 'this'}.`);
      const body = parse(await readBody(request, maximumBytes));
      return await intercept({ action: name, authorization: undefined, body }, async (ageMs = 0) => {
        const aged = { ...issuer, now: () => issuer.now() - ageMs };
        return { statusCode: 200, headers, body: JSON.stringify(await action(body, aged)) };
      });
    } catch (error) {
      const [type, message] =
        error instanceof ServiceError
          ? [error.type, error.message]
          : error instanceof TriggerError
            ? ['UserLambdaValidationException', error.message]
            : error instanceof TooManyPowersError
              ? ['TooManyRequestsException', 'Too many requests']
              : [];
      if (type === undefined) throw error;
      return refusal(type, message ?? '');
    }
  };
}

/** Not a request for tokens, so no fault of theirs meets it. */
async function answerSigned(
  request: IncomingMessage,
  issuer: TokenIssuer,
  { actions, secretOf, authorize }: SignedActions,
  name: string,
): Promise<CognitoAnswer> {
  const body = await readBody(request, maximumBytes);
  const verified = verifySignedRequest(
    { method: request.method ?? '', target: request.url ?? '/', headers: request.headers, body },
    { service: 'cognito-idp', secretOf, now: issuer.now() },
  );
  if ('problem' in verified) {
    const [type, message] = signatureErrors[verified.problem];
    return refusal(type, message);
  }
  const denied = authorize?.(verified.accessKeyId, { action: `cognito-idp:${name}`, resource: 'user-pool' });
  if (denied !== undefined) return refusal('AccessDeniedException', denied);
  return { statusCode: 200, headers, body: JSON.stringify(await actions[name]?.(parse(body), issuer)) };
}

const refusal = (type: string, message: string): CognitoAnswer => ({
  statusCode: 400,
  headers: { ...headers, 'x-amzn-ErrorType': `${type}:`, 'x-amzn-ErrorMessage': message },
  body: JSON.stringify({ __type: type, message }),
});

function parse(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Refused below, like JSON that is no object.
  }
  throw new ServiceError('InvalidParameterException', 'The request body is not a JSON object.');
}
