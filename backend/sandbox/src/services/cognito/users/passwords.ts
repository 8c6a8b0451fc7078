import { randomInt } from 'node:crypto';
import { ServiceError } from './service-error.ts';

/** What the pool's passwords must be. AWS: "PasswordPolicyType". */
export interface PasswordPolicy {
  readonly minimumLength: number;
  readonly requireLowercase: boolean;
  readonly requireUppercase: boolean;
  readonly requireNumbers: boolean;
  readonly requireSymbols: boolean;
}

/** Cognito's own, for a pool that says nothing. */
export const defaultPasswordPolicy: PasswordPolicy = {
  minimumLength: 8,
  requireLowercase: true,
  requireUppercase: true,
  requireNumbers: true,
  requireSymbols: true,
};

const kinds = [
  {
    rule: 'requireLowercase',
    what: 'lowercase characters',
    characters: 'abcdefghijkmnopqrstuvwxyz',
    pattern: /[a-z]/,
  },
  {
    rule: 'requireUppercase',
    what: 'uppercase characters',
    characters: 'ABCDEFGHJKLMNPQRSTUVWXYZ',
    pattern: /[A-Z]/,
  },
  { rule: 'requireNumbers', what: 'numeric characters', characters: '23456789', pattern: /[0-9]/ },
  {
    rule: 'requireSymbols',
    what: 'symbol characters',
    characters: '-_.:+',
    pattern: /[-^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+ ]/,
  },
] as const;

/** A password of every kind of character, so that it satisfies each policy up to its length, and without ones that look alike. */
export function generatePassword(length = 16): string {
  const all = kinds.map(({ characters }) => characters).join('');
  const pick = (characters: string): string => characters.charAt(randomInt(characters.length));
  const characters = kinds.map(({ characters: own }) => pick(own));
  while (characters.length < length) characters.push(pick(all));
  for (let index = characters.length - 1; index > 0; index--) {
    const other = randomInt(index + 1);
    [characters[index], characters[other]] = [characters[other] as string, characters[index] as string];
  }
  return characters.join('');
}

/** @throws ServiceError `InvalidPasswordException` that says what is missing. */
export function assertPasswordPolicy(policy: PasswordPolicy, password: string): void {
  if (password.length < policy.minimumLength) {
    throw new ServiceError(
      'InvalidPasswordException',
      'Password did not conform with policy: Password not long enough',
    );
  }
  for (const { rule, what, pattern } of kinds) {
    if (!policy[rule] || pattern.test(password)) continue;
    throw new ServiceError(
      'InvalidPasswordException',
      `Password did not conform with policy: Password must have ${what}`,
    );
  }
}
