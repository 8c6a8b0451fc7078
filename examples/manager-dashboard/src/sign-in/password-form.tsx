import type { CognitoUsers, SignInStep } from '@northwind/sdk/cognito';
import { Field } from '../ui/field.tsx';
import { StepForm } from './step-form.tsx';
import { textOf, useStep } from './use-step.ts';

/** User name and password, which never leaves the browser (SRP). */
export function PasswordForm({ users, onStep }: { users: CognitoUsers; onStep: (step: SignInStep) => void }) {
  const { submit, ...form } = useStep(onStep);
  return (
    <StepForm
      label="Sign in"
      button="Sign in"
      {...form}
      onSubmit={submit((fields) =>
        users.signIn(textOf(fields, 'username').trim(), textOf(fields, 'password')),
      )}
    >
      <Field
        label="User name"
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        required
      />
      <Field label="Password" name="password" type="password" autoComplete="current-password" required />
    </StepForm>
  );
}
