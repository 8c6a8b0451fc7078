import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { observe } from './observability.ts';

let lines: Record<string, unknown>[] = [];
beforeEach(() => {
  lines = [];
  // Powertools then writes through the global console instead of its own.
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'INFO');
  vi.spyOn(console, 'info').mockImplementation((text) => void lines.push(JSON.parse(String(text)) as never));
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const firstCallAfter = (milliseconds: number, initialization: string) => {
  vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', initialization);
  vi.spyOn(performance, 'now').mockReturnValue(milliseconds);
  observe();
};

describe('the first call of an environment', () => {
  it('notes that it waited for the environment, and how long that took', () => {
    firstCallAfter(412.4, 'on-demand');
    expect(lines).toMatchObject([{ message: 'cold start', milliseconds: 412 }]);
  });

  it.each([
    ['made at once for a call that came later', 60_000, 'on-demand'],
    ['kept warm', 412, 'provisioned-concurrency'],
  ])('notes nothing where the environment was %s', (_name, milliseconds, initialization) => {
    firstCallAfter(milliseconds, initialization);
    expect(lines).toEqual([]);
  });
});
