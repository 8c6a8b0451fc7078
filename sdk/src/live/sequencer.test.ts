import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSequencer } from './sequencer.ts';

const event = (sequence: number) => ({ sequence });

describe('a sequencer', () => {
  it('hands events on as they come while they are in order', () => {
    const sequencer = createSequencer(4);
    expect(sequencer.offer(event(5))).toEqual([event(5)]);
    expect(sequencer.offer(event(6))).toEqual([event(6)]);
    expect(sequencer.expected).toBe(7);
  });

  it('holds what is early and says that there is a gap', () => {
    const sequencer = createSequencer(0);
    expect(sequencer.offer(event(3))).toEqual([]);
    expect(sequencer.hasGap).toBe(true);
    expect(sequencer.offer(event(1))).toEqual([event(1)]);
    expect(sequencer.offer(event(2))).toEqual([event(2), event(3)]);
    expect(sequencer.hasGap).toBe(false);
  });

  it('ignores what the reader has', () => {
    const sequencer = createSequencer(10);
    expect(sequencer.offer(event(10))).toEqual([]);
    expect(sequencer.held).toBe(0);
  });

  it('delivers every event once, in order, from any shuffled and repeated stream that holds them all', () => {
    const streams = fc.integer({ min: 1, max: 40 }).chain((count) => {
      const all = Array.from({ length: count }, (_, index) => index + 1);
      const repeats = fc.array(fc.integer({ min: 1, max: count }), { maxLength: 40 });
      return repeats.chain((extra) =>
        fc.shuffledSubarray([...all, ...extra], { minLength: count + extra.length }),
      );
    });
    fc.assert(
      fc.property(streams, (stream) => {
        const sequencer = createSequencer(0);
        const delivered = stream
          .flatMap((sequence) => sequencer.offer(event(sequence)))
          .map(({ sequence }) => sequence);
        expect(delivered).toEqual(Array.from({ length: Math.max(...stream) }, (_, index) => index + 1));
      }),
    );
  });
});
