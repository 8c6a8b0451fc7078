import { describe, expect, it } from 'vitest';
import { SortedMap } from './sorted-map.ts';

/** A map with `a`, and what is made later below `b/` and `d/`. */
function open() {
  const map = new SortedMap<string>();
  const made: string[] = [];
  map.set('a', 'at once');
  for (const prefix of ['b/', 'd/']) {
    const make = (): [string, string][] => {
      made.push(prefix);
      return [1, 2, 3].map((number) => [`${prefix}${number}`, 'later']);
    };
    map.setLater({ prefix, make });
  }
  return { map, made };
}

describe('what a map makes later', () => {
  it('is not made for what is there, and for what it cannot be', () => {
    const { map, made } = open();
    expect([map.get('a'), map.get('c')]).toEqual(['at once', undefined]);
    map.set('c', 'new');
    map.delete('c');
    expect([...map.range({ gte: 'c', lt: 'd' })]).toEqual([]);
    expect([...map.made()]).toEqual([['a', 'at once']]);
    expect(made).toEqual([]);
  });

  it.each<[string, (map: SortedMap<string>) => unknown, string[]]>([
    ['asked for', (map) => map.get('b/2'), ['b/']],
    ['asked for and absent', (map) => map.get('b/9'), ['b/']],
    ['in a range', (map) => [...map.range({ gte: 'b/2', lt: 'b/3' })], ['b/']],
    ['in a range over a part', (map) => [...map.range({ gt: 'b/3', lte: 'd/1' })], ['b/', 'd/']],
    ['in a range with one end', (map) => [...map.range({ gte: 'c' })], ['d/']],
    ['among all', (map) => [...map.values()], ['b/', 'd/']],
    ['among all entries', (map) => [...map.entries()], ['b/', 'd/']],
    ['counted', (map) => map.size, ['b/', 'd/']],
  ])('is made when it is %s, once', (_when, read, expected) => {
    const { map, made } = open();
    read(map);
    read(map);
    expect(made).toEqual(expected);
  });

  it('is there for who asks, in order', () => {
    const { map } = open();
    expect(map.get('b/2')).toBe('later');
    expect([...map.range({ limit: 3 })].map(([key]) => key)).toEqual(['a', 'b/1', 'b/2']);
    expect(map.size).toBe(7);
  });

  it('takes nothing back', () => {
    const { map } = open();
    map.set('b/2', 'newer');
    map.delete('d/1');
    expect(map.size).toBe(6);
    expect(['b/2', 'b/3', 'd/1'].map((key) => map.get(key))).toEqual(['newer', 'later', undefined]);
  });

  it('is gone when the map is cleared', () => {
    const { map, made } = open();
    map.clear();
    expect([map.get('b/1'), map.size, made]).toEqual([undefined, 0, []]);
  });
});
