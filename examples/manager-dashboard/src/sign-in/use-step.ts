import { useState, type FormEvent } from 'react';
import type { SignInStep } from '@northwind/sdk/cognito';
import { signInProblem } from '../session.ts';

/** What every form of the sign-in needs: send once at a time, pass the next step on, say what went wrong. */
export function useStep(onStep: (step: SignInStep) => void) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  const submit = (answer: (fields: FormData) => Promise<SignInStep>) => async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const form = event.currentTarget as HTMLFormElement;
    setBusy(true);
    setProblem(undefined);
    try {
      onStep(await answer(new FormData(form)));
    } catch (error) {
      setProblem(signInProblem(error));
      // The last field is the secret one: the password or the code.
      const last = [...form.querySelectorAll('input')].at(-1);
      last?.focus();
      last?.select();
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, setProblem, submit };
}

/** A text field of a form. */
export const textOf = (fields: FormData, name: string): string => String(fields.get(name) ?? '');
