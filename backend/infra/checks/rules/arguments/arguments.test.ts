import { describe, expect, it } from 'vitest';
import { requirements } from './index.ts';
import { isMet, valuesAt } from './requirement.ts';

describe('the requirements on arguments', () => {
  it.each(requirements.map((requirement) => [`${requirement.type} ${requirement.at}`, requirement]))(
    '%s is not met by just anything',
    (_name, requirement) => {
      const values = [null, true, false, 'other', 99_999, []].filter((value) => isMet(requirement, value));
      expect(values.length).toBeLessThan(3);
      expect(requirement.or).toMatch(/^[^.]{15,}$/);
    },
  );

  it('look at every block of a name, and miss one that is not there', () => {
    const values = { rule: [{ status: 'on' }, { status: 'off' }, {}], none: [] };
    expect(valuesAt(values, ['rule', 'status'])).toEqual(['on', 'off', null]);
    expect(valuesAt(values, ['none', 'status'])).toEqual([null]);
    expect(valuesAt(values, ['absent', 'status'])).toEqual([null]);
  });

  it('compare lists without their order, and patterns with the JSON of what is no string', () => {
    const requirement = { type: 't', at: 'a', or: 'x' };
    expect(isMet({ ...requirement, is: ['a', 'b'] }, ['b', 'a'])).toBe(true);
    expect(isMet({ ...requirement, is: ['a', 'b'] }, ['b'])).toBe(false);
    expect(isMet({ ...requirement, is: /^([1-9]|10)$/ }, 10)).toBe(true);
    expect(isMet({ ...requirement, is: /^([1-9]|10)$/ }, 11)).toBe(false);
    expect(isMet({ ...requirement, is: true }, null)).toBe(false);
  });
});
