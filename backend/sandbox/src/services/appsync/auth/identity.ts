/** `ctx.identity` by authorization mode, after AWS AppSync Developer Guide, "Context object reference", Identity. */
export interface UserPoolIdentity {
  readonly sub: string;
  readonly issuer: string;
  readonly username: string;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly sourceIp: readonly string[];
  readonly defaultAuthStrategy: 'ALLOW' | 'DENY';
  readonly groups: readonly string[] | null;
}

export interface IamIdentity {
  readonly accountId: string;
  readonly cognitoIdentityPoolId: string | null;
  readonly cognitoIdentityId: string | null;
  readonly sourceIp: readonly string[];
  readonly username: string;
  readonly userArn: string;
  readonly cognitoIdentityAuthType: string | null;
  readonly cognitoIdentityAuthProvider: string | null;
}

export type Identity = UserPoolIdentity | IamIdentity;

export type AuthMode = 'AMAZON_COGNITO_USER_POOLS' | 'AWS_IAM';

/** A verified caller. */
export type Caller =
  | { readonly mode: 'AMAZON_COGNITO_USER_POOLS'; readonly identity: UserPoolIdentity }
  | { readonly mode: 'AWS_IAM'; readonly identity: IamIdentity };

/** The words of `util.authType()`. */
export const authTypes: Readonly<Record<AuthMode, string>> = {
  AMAZON_COGNITO_USER_POOLS: 'User Pool Authorization',
  AWS_IAM: 'IAM Authorization',
};

/** A refusal before any field ran: the whole request or the whole socket. */
export class AuthorizationError extends Error {
  override readonly name = 'AuthorizationError';
  readonly errorType: string;
  /** 401 for tokens, 403 for signatures. */
  readonly statusCode: 401 | 403;

  constructor(message: string, errorType = 'UnauthorizedException', statusCode: 401 | 403 = 401) {
    super(message);
    this.errorType = errorType;
    this.statusCode = statusCode;
  }
}
