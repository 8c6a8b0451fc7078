import type { IdentifierPrefix } from '../../../../src/domain/identifier.ts';
import type { Random } from './random.ts';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** An identifier as the backend makes it, prefix and ULID, for a moment in the past (milliseconds since 1970). */
export function identifierAt<const Prefix extends IdentifierPrefix>(
  prefix: Prefix,
  time: number,
  random: Random,
): `${Prefix}_${string}` {
  let timePart = '';
  for (let rest = time, digit = 0; digit < 10; digit += 1) {
    timePart = (alphabet[rest % 32] as string) + timePart;
    rest = Math.floor(rest / 32);
  }
  let randomPart = '';
  for (let digit = 0; digit < 16; digit += 1)
    randomPart += alphabet[Math.floor(random.next() * 32)] as string;
  return `${prefix}_${timePart}${randomPart}`;
}

/** A user's `sub`, a random UUID as Cognito gives them. */
export function subjectOf(random: Random): string {
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => random.integer(0, 15).toString(16)).join('');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${random.pick(['8', '9', 'a', 'b'])}${hex(3)}-${hex(12)}`;
}
