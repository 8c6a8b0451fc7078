/** Error codes of Cognito's token endpoint. AWS: "Token endpoint", negative responses. */
export type OAuthErrorCode =
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_request'
  | 'invalid_scope'
  | 'unauthorized_client'
  | 'unsupported_grant_type';

/** A refusal of an OAuth endpoint. Cognito answers all of them with 400, a wrong secret too. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly code: OAuthErrorCode;
  readonly description: string | undefined;

  constructor(code: OAuthErrorCode, description?: string) {
    super(description ?? code);
    this.code = code;
    this.description = description;
  }

  /** `{"error": …}` with the description where there is one. */
  toJSON(): Record<string, string> {
    return {
      error: this.code,
      ...(this.description === undefined ? {} : { error_description: this.description }),
    };
  }
}
