import { describe, expect, it } from 'vitest';
import { processGroups } from './batch.ts';

const run = async (
  records: readonly string[],
  bad: readonly string[],
  afterFailure: 'stop' | 'continue',
): Promise<{ again: readonly string[]; done: string[]; failed: string[] }> => {
  const done: string[] = [];
  const failed: string[] = [];
  // The first group waits for all of the second one: order must not come from both being equally fast.
  let finishSecond: () => void = () => undefined;
  const secondIsDone = new Promise<void>((resolve) => (finishSecond = resolve));
  let left = records.filter((record) => record.startsWith('b')).length;
  if (left === 0) finishSecond();
  const again = await processGroups(records, {
    groupOf: (record) => record.slice(0, 1),
    work: async (record) => {
      if (record.startsWith('a')) await secondIsDone;
      if (bad.includes(record)) throw new Error(`${record} is bad`);
      done.push(record);
      if (record.startsWith('b') && (left -= 1) === 0) finishSecond();
    },
    afterFailure,
    failed: (record, error) => failed.push(`${record}: ${error.message}`),
  });
  return { again, done, failed };
};

describe('a batch worked off in groups', () => {
  it('keeps the order within each group and does not let groups wait for each other', async () => {
    const { again, done } = await run(['a1', 'b1', 'a2', 'b2', 'a3'], [], 'stop');
    expect(again).toEqual([]);
    expect(done).toEqual(['b1', 'b2', 'a1', 'a2', 'a3']);
  });

  it('lets nothing overtake a failed record of its group, and other groups go on', async () => {
    const { again, done, failed } = await run(['a1', 'b1', 'a2', 'a3', 'b2'], ['a2'], 'stop');
    expect(again).toEqual(['a2', 'a3']);
    expect(done).toEqual(['b1', 'b2', 'a1']);
    expect(failed).toEqual(['a2: a2 is bad']);
  });

  it('goes on behind a failed record where order does not matter', async () => {
    const { again, done } = await run(['a1', 'a2', 'a3'], ['a1', 'a3'], 'continue');
    expect(again).toEqual(['a1', 'a3']);
    expect(done).toEqual(['a2']);
  });
});
