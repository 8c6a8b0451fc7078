import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  runPreTokenGeneration,
  TriggerError,
  triggerTimeoutMs,
  type PreTokenGeneration,
  type TokenSubject,
} from './pre-token-generation.ts';

const subject: TokenSubject = {
  triggerSource: 'TokenGeneration_Authentication',
  clientId: 'client',
  userName: 'jo',
  userAttributes: {},
  groups: [],
  scopes: [],
};
const poolWith = (preTokenGeneration: PreTokenGeneration) => ({
  pool: { id: 'pool', region: 'us-east-1' },
  preTokenGeneration,
  triggerTimeoutMs,
});
const answer = { response: { claimsAndScopeOverrideDetails: null } };
const never = new Promise<never>(() => undefined);

describe('a trigger that is late', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is asked again, and its third answer counts', async () => {
    const trigger = vi
      .fn(() => Promise.resolve<unknown>(answer))
      .mockReturnValueOnce(never)
      .mockReturnValueOnce(never);
    const overrides = runPreTokenGeneration(poolWith(trigger), subject);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await overrides).toEqual({});
    expect(trigger).toHaveBeenCalledTimes(3);
  });

  it('is given up after three times', async () => {
    const trigger = vi.fn(() => never);
    const refused = expect(runPreTokenGeneration(poolWith(trigger), subject)).rejects.toThrow(TriggerError);
    await vi.advanceTimersByTimeAsync(15_000);
    await refused;
    expect(trigger).toHaveBeenCalledTimes(3);
  });
});

it('has as long for an answer as the pool lets it', async () => {
  vi.useFakeTimers();
  const trigger = vi.fn(() => never);
  void runPreTokenGeneration({ ...poolWith(trigger), triggerTimeoutMs: 60_000 }, subject).catch(
    () => undefined,
  );
  await vi.advanceTimersByTimeAsync(59_999);
  expect(trigger).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(trigger).toHaveBeenCalledTimes(2);
  vi.useRealTimers();
});

it('is not asked again when it fails', async () => {
  const trigger = vi.fn(() => Promise.reject(new Error('no')));
  await expect(runPreTokenGeneration(poolWith(trigger), subject)).rejects.toThrow('failed with error no');
  expect(trigger).toHaveBeenCalledTimes(1);
});
