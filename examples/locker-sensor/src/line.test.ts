import { describe, expect, it } from 'vitest';
import { seededRandom, sendOver } from './line.ts';

describe('a bad line', () => {
  it('is the same line for the same seed', () => {
    const [one, other, different] = [seededRandom(7), seededRandom(7), seededRandom(8)];
    const numbers = Array.from({ length: 100 }, () => one());
    expect(Array.from({ length: 100 }, () => other())).toEqual(numbers);
    expect(different()).not.toBe(numbers[0]);
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
  });

  it('sends some messages twice, and none never', async () => {
    const line = { jitter: 0, duplicates: 0.3, random: seededRandom(1) };
    let sent = 0;
    for (let message = 0; message < 200; message++) {
      const before = sent;
      await sendOver(line, async () => void sent++);
      expect(sent - before).toBeGreaterThanOrEqual(1);
    }
    expect(sent).toBeGreaterThan(220);
    expect(sent).toBeLessThan(300);
  });

  it('lets messages overtake each other', async () => {
    const line = { jitter: 20, duplicates: 0, random: seededRandom(3) };
    const arrived: number[] = [];
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => sendOver(line, async () => void arrived.push(index))),
    );
    expect(arrived).toHaveLength(20);
    expect(arrived).not.toEqual(arrived.toSorted((a, b) => a - b));
  });
});
