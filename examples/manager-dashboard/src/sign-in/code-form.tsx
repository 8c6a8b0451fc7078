import type { SignInStep, TotpSetupStep, TotpStep } from '@northwind/sdk/cognito';
import { Field } from '../ui/field.tsx';
import { AuthenticatorSetup } from './authenticator-setup.tsx';
import { StepForm } from './step-form.tsx';
import { textOf, useStep } from './use-step.ts';

/** The six digits of the authenticator app, which is set up first where the user has none. */
export function CodeForm({
  step,
  username,
  onStep,
}: {
  step: TotpSetupStep | TotpStep;
  username: string;
  onStep: (step: SignInStep) => void;
}) {
  const { submit, ...form } = useStep(onStep);
  return (
    <StepForm
      label="Code of your authenticator app"
      button="Continue"
      {...form}
      onSubmit={submit((fields) => step.confirm(textOf(fields, 'code').replaceAll(/\s/g, '')))}
    >
      {step.step === 'totp-setup' ? <AuthenticatorSetup secret={step.secret} username={username} /> : null}
      <Field
        label="Code"
        hint="The six digits that your authenticator app shows now."
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        pattern="[0-9 ]{6,8}"
        autoFocus
        required
      />
    </StepForm>
  );
}
