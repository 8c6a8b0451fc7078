import { randomInt } from 'node:crypto';
import { ServiceError } from './service-error.ts';

const minimumLength = 12;
const kinds = [
  { what: 'lowercase characters', characters: 'abcdefghijkmnopqrstuvwxyz', pattern: /[a-z]/ },
  { what: 'uppercase characters', characters: 'ABCDEFGHJKLMNPQRSTUVWXYZ', pattern: /[A-Z]/ },
  { what: 'numeric characters', characters: '23456789', pattern: /[0-9]/ },
  { what: 'symbol characters', characters: '-_.:+', pattern: /[-^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+ ]/ },
] as const;

/** A password that satisfies the pool's policy, without characters that look alike. */
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
export function assertPasswordPolicy(password: string): void {
  if (password.length < minimumLength) {
    throw new ServiceError(
      'InvalidPasswordException',
      'Password did not conform with policy: Password not long enough',
    );
  }
  for (const { what, pattern } of kinds) {
    if (pattern.test(password)) continue;
    throw new ServiceError(
      'InvalidPasswordException',
      `Password did not conform with policy: Password must have ${what}`,
    );
  }
}
