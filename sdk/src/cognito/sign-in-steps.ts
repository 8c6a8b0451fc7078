import type { UserSession } from './session.ts';

/**
 * Where a sign-in stands. Answer a step with its own method and look at the next, until it is `'signed-in'`:
 *
 * @example
 * ```ts
 * import { cognitoUsers, type SignInStep } from '@northwind/sdk/cognito';
 *
 * async function finish(step: SignInStep, ask: (question: string) => Promise<string>) {
 *   while (step.step !== 'signed-in') {
 *     switch (step.step) {
 *       case 'new-password':
 *         step = await step.setPassword(await ask('Choose a password'));
 *         break;
 *       case 'totp-setup':
 *         step = await step.confirm(await ask(`Add ${step.secret} to your authenticator app and type its code`));
 *         break;
 *       case 'totp':
 *         step = await step.confirm(await ask('Code of your authenticator app'));
 *         break;
 *     }
 *   }
 *   return step.session;
 * }
 * ```
 */
export type SignInStep = NewPasswordStep | SignedInStep | TotpSetupStep | TotpStep;

/** Signed in. */
export interface SignedInStep {
  readonly step: 'signed-in';
  readonly session: UserSession;
}

/** The password is temporary: the user must choose one. */
export interface NewPasswordStep {
  readonly step: 'new-password';
  /** Attributes that the user pool wants with it, e.g. `['name']`; usually none. */
  readonly requiredAttributes: readonly string[];
  /** @throws `SignInError` with `reason` `'InvalidPasswordException'` if the password is too weak; ask again. */
  setPassword(password: string, attributes?: Readonly<Record<string, string>>): Promise<SignInStep>;
}

/** The user must type the six digits of their authenticator app. */
export interface TotpStep {
  readonly step: 'totp';
  /** @throws `SignInError` with `reason` `'CodeMismatchException'` if the code is wrong; ask again. */
  confirm(code: string): Promise<SignInStep>;
}

/** The user must set an authenticator app up first. */
export interface TotpSetupStep {
  readonly step: 'totp-setup';
  /** The secret for the app, base32; show it as text and as a QR code of an `otpauth://` URI. */
  readonly secret: string;
  /** @throws `SignInError` with `reason` `'EnableSoftwareTokenMFAException'` if the code is wrong; ask again. */
  confirm(code: string): Promise<SignInStep>;
}
