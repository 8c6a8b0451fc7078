import { describe, expect, it } from 'vitest';
import { activeRegion, overlapMs, ownRegionPublishes, publishes } from './active-region.ts';

describe('the active Region', () => {
  it('is what the one record says, put together', async () => {
    expect(await activeRegion(async () => [['eu-west-1']])()).toBe('eu-west-1');
    expect(await activeRegion(async () => [['eu-', 'west-1']])()).toBe('eu-west-1');
  });

  it.each([[[]], [[['eu-west-1'], ['eu-central-1']]]])('is not known from %j', async (records) => {
    await expect(activeRegion(async () => records)()).rejects.toThrow('no one Region');
  });
});

describe('whether a Region publishes', () => {
  const start = (answer: string | undefined) => {
    const state = { answer, now: 0 };
    const isActive = publishes({
      own: 'here',
      activeRegion: async () => {
        if (state.answer === undefined) throw new Error('no answer');
        return state.answer;
      },
      now: () => state.now,
    });
    return { state, isActive };
  };

  it('goes by the name: the active one does, the other does not', async () => {
    expect(await start('here').isActive()).toBe(true);
    expect(await start('there').isActive()).toBe(false);
  });

  it('begins at once, and ends when the other has surely begun', async () => {
    const { state, isActive } = start('there');
    expect(await isActive()).toBe(false);
    state.answer = 'here';
    expect(await isActive()).toBe(true);
    state.answer = 'there';
    state.now = overlapMs - 1;
    expect(await isActive()).toBe(true);
    state.now = overlapMs;
    expect(await isActive()).toBe(false);
  });

  it.each([
    ['here', true],
    ['there', false],
  ])('stays as it was while there is no answer: %s', async (answer, expected) => {
    const { state, isActive } = start(answer);
    await isActive();
    Object.assign(state, { answer: undefined, now: overlapMs * 10 });
    expect(await isActive()).toBe(expected);
  });

  it('is not guessed', async () => {
    await expect(start(undefined).isActive()).rejects.toThrow('no answer');
  });

  it('is so where there is one Region', async () => {
    expect(await ownRegionPublishes()()).toBe(true);
  });
});
