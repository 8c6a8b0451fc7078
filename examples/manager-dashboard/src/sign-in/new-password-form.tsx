import type { NewPasswordStep, SignInStep } from '@northwind/sdk/cognito';
import { Field } from '../ui/field.tsx';
import { StepForm } from './step-form.tsx';
import { textOf, useStep } from './use-step.ts';

/** The user's own password, in place of the one they were sent, and what else the user pool wants to know. */
export function NewPasswordForm({
  step,
  username,
  onStep,
}: {
  step: NewPasswordStep;
  username: string;
  onStep: (step: SignInStep) => void;
}) {
  const { submit, ...form } = useStep(onStep);
  return (
    <StepForm
      label="Choose a password"
      button="Continue"
      {...form}
      onSubmit={submit((fields) =>
        step.setPassword(
          textOf(fields, 'password'),
          Object.fromEntries(step.requiredAttributes.map((name) => [name, textOf(fields, name)])),
        ),
      )}
    >
      <p>Your password was a temporary one. Choose your own.</p>
      {/* For password managers. */}
      <input hidden readOnly name="username" autoComplete="username" value={username} />
      {step.requiredAttributes.map((name, index) => (
        <Field key={name} label={name.replaceAll('_', ' ')} name={name} autoFocus={index === 0} required />
      ))}
      <Field
        label="New password"
        hint="At least 8 characters, with capital and small letters, digits and symbols."
        name="password"
        type="password"
        autoComplete="new-password"
        minLength={8}
        autoFocus={step.requiredAttributes.length === 0}
        required
      />
    </StepForm>
  );
}
