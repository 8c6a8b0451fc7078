import { describe, expect, it } from 'vitest';
import { BUDGET, bundleFunction } from '../../build.ts';
import { functions } from '../generated/functions.ts';

describe('the bundle of a function', () => {
  it.each(Object.keys(functions))(
    '%s is within its budget, twice the same, and without the SDK and eval',
    async (name) => {
      const [first, second] = [await bundleFunction(name), await bundleFunction(name)];
      expect(first.length).toBeLessThanOrEqual(BUDGET);
      expect(Buffer.from(first).equals(second)).toBe(true);
      const text = Buffer.from(first).toString();
      expect(text).toContain('from"@aws-sdk/');
      expect(text).not.toContain('DynamoDB_20120810');
      expect(text).not.toMatch(/new Function\(|[^.\w]eval\(/);
      // Checks of our own answers belong to the sandbox and to tests.
      expect(text).not.toContain('VALIDATE_RESPONSES');
    },
  );
});
