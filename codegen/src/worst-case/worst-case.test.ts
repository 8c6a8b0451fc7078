import { describe, expect, it } from 'vitest';
import { allDoors } from './doors.ts';
import { workOf } from './work.ts';
import { worstBodies } from './worst-bodies.ts';

/** Errors that a validator may make before it stops: 20 are told, and those of one part may come on top. */
const MOST_ERRORS = 60;

/** Bytes of a body: enough that growth shows, and few enough that the proof is quick. The bench sends bodies of the largest size. */
const BYTES = 64 * 1024;

/** What a validator may do for each byte it is sent, and for any body at all. */
const READS_PER_BYTE = 1;
const READS = 2_000;
const COPIES = 2_000;

const doors = await allDoors();

describe('the worst bodies', () => {
  const schema = {
    properties: { lines: { items: { properties: { n: {} } } }, metadata: { additionalProperties: {} } },
  };
  const bodies = worstBodies(schema, () => ({}));

  it('fill every place that the schema names', () => {
    const places = new Set(bodies.map(({ name }) => name.slice(0, name.indexOf(' with '))));
    expect([...places]).toEqual([
      'the body',
      '/lines',
      '/lines/0',
      '/lines/0/n',
      '/metadata',
      '/metadata/any',
    ]);
  });

  it('are JSON, and use up the size without exceeding it', () => {
    for (const { name, make } of bodies) {
      const text = make(10_000);
      expect(() => JSON.parse(text) as unknown, name).not.toThrow();
      expect(text.length, name).toBeGreaterThan(9_000 / 4);
      expect(Buffer.byteLength(text), name).toBeLessThanOrEqual(10_000);
    }
  });
});

describe('work', () => {
  it('counts what a quadratic validator does', () => {
    const quadratic = (value: unknown) => {
      let errors: unknown[] = [];
      for (const item of value as unknown[]) errors = errors.concat([item]);
      return errors;
    };
    const { copies, reads } = workOf(quadratic, JSON.parse(`[${'1,'.repeat(999)}1]`));
    expect(copies).toBe((1_000 * 1_001) / 2);
    expect(reads).toBeGreaterThan(1_000);
  });
});

describe.each(doors.map((door) => [door.name, door] as const))('whatever %s is sent', (_, door) => {
  it('is validated with work that grows no faster than the body, and few errors', () => {
    for (const { name, make } of door.bodies) {
      const value = JSON.parse(make(BYTES)) as unknown;
      const { reads, copies, result } = workOf(door.validate, value);
      expect(result.length, `${name}: errors`).toBeLessThanOrEqual(MOST_ERRORS);
      expect(reads, `${name}: reads`).toBeLessThanOrEqual(READS + READS_PER_BYTE * BYTES);
      expect(copies, `${name}: copies`).toBeLessThanOrEqual(COPIES);
    }
  });
});
