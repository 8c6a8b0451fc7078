import { describe, expect, it } from 'vitest';
import { createSlots } from './slots.ts';

describe('slots', () => {
  it('run as much at a time as there are, the most urgent first, and go on after a failure', async () => {
    const run = createSlots(1);
    const order: string[] = [];
    let resolve!: (value: undefined) => void;
    const promise = new Promise<undefined>((settle) => {
      resolve = settle;
    });
    const first = run(() => promise);
    const others = [
      run(() => Promise.resolve(order.push('later')), 0),
      run(() => Promise.reject(new Error(String(order.push('urgent')))), 1),
    ];
    expect(order).toEqual([]);
    resolve(undefined);
    await first;
    await Promise.allSettled(others);
    expect(order).toEqual(['urgent', 'later']);
  });
});
