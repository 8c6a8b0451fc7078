/** Exceptions of the user pools API that the sandbox raises. AWS: "Amazon Cognito user pools API", each action's errors. */
export type ServiceErrorName =
  | 'CodeMismatchException'
  | 'EnableSoftwareTokenMFAException'
  | 'ExpiredCodeException'
  | 'InvalidParameterException'
  | 'InvalidPasswordException'
  | 'LimitExceededException'
  | 'NotAuthorizedException'
  | 'RefreshTokenReuseException'
  | 'ResourceNotFoundException'
  | 'UnknownOperationException'
  | 'UnsupportedUserStateException'
  | 'UserNotFoundException'
  | 'UsernameExistsException';

/** A refusal of the user pools API; answered with 400 and the name in `__type`. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly type: ServiceErrorName;

  constructor(type: ServiceErrorName, message: string) {
    super(message);
    this.type = type;
  }
}

/** One sentence for a wrong name and a wrong password, so that nobody learns which names there are. */
export const wrongCredentials = (): ServiceError =>
  new ServiceError('NotAuthorizedException', 'Incorrect username or password.');
