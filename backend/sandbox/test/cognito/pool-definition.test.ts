/** The sandbox's user pool is the one that Terraform makes: both come from `backend/src/data/user-pool.ts`. */
import { expect, it } from 'vitest';
import { userPool } from '../../../src/data/user-pool.ts';
import { scopesByGroup } from '../../../src/generated/manifest.ts';
import { assertPasswordPolicy, generatePassword } from '../../src/services/cognito/users/passwords.ts';

it('takes a password that just satisfies the policy, and refuses each that lacks one thing', () => {
  const { passwordPolicy } = userPool;
  const enough = `Aa1${'b'.repeat(passwordPolicy.minimumLength - 3)}`;
  expect(() => assertPasswordPolicy(passwordPolicy, enough)).not.toThrow();
  for (const lacking of [
    enough.slice(1).replace('1', '11').slice(1),
    enough.toLowerCase(),
    enough.toUpperCase(),
    enough.replace('1', 'c'),
  ])
    expect(() => assertPasswordPolicy(passwordPolicy, lacking), lacking).toThrow(
      'did not conform with policy',
    );
  for (let run = 0; run < 50; run++)
    expect(() => assertPasswordPolicy(passwordPolicy, generatePassword())).not.toThrow();
});

it('gives every group of the contract its own precedence', () => {
  expect(Object.keys(userPool.groupPrecedence).sort()).toEqual(Object.keys(scopesByGroup).sort());
  const places = Object.values(userPool.groupPrecedence);
  expect(new Set(places).size).toBe(places.length);
});
