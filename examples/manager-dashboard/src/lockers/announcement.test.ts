import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { announcementOf, createAnnouncer } from './announcement.ts';

const opened = (number: number, locker = 'Harbour 5') => ({ locker, text: `Door ${number} opened` });

describe('an announcement', () => {
  it('names each of a few changes', () => {
    expect(announcementOf([opened(1), opened(2)])).toBe(
      'Harbour 5: Door 1 opened. Harbour 5: Door 2 opened.',
    );
  });

  it('counts many, and says where', () => {
    expect(announcementOf([1, 2, 3, 4].map((number) => opened(number)))).toBe('4 changes at Harbour 5.');
    expect(announcementOf([1, 2, 3, 4].map((number) => opened(number, `Locker ${number % 2}`)))).toBe(
      '4 changes at 2 lockers.',
    );
  });
});

describe('the announcer', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('waits until it is quiet', () => {
    const say = vi.fn<(text: string) => void>();
    const announcer = createAnnouncer(say, { quietFor: 100, atLatest: 1000 });
    announcer.add(opened(1));
    vi.advanceTimersByTime(90);
    announcer.add(opened(2));
    vi.advanceTimersByTime(90);
    expect(say).not.toHaveBeenCalled();
    vi.advanceTimersByTime(10);
    expect(say.mock.calls).toEqual([['Harbour 5: Door 1 opened. Harbour 5: Door 2 opened.']]);
  });

  it('speaks on a locker that is never quiet, and then begins anew', () => {
    const say = vi.fn<(text: string) => void>();
    const announcer = createAnnouncer(say, { quietFor: 100, atLatest: 1000 });
    for (let time = 0; time < 2000; time += 50) {
      announcer.add(opened(1));
      vi.advanceTimersByTime(50);
    }
    expect(say.mock.calls).toEqual([['20 changes at Harbour 5.'], ['20 changes at Harbour 5.']]);
  });

  it('says nothing once it is stopped', () => {
    const say = vi.fn<(text: string) => void>();
    const announcer = createAnnouncer(say);
    announcer.add(opened(1));
    announcer.stop();
    vi.runAllTimers();
    expect(say).not.toHaveBeenCalled();
  });
});
