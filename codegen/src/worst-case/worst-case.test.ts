import { afterAll, describe, expect, it } from 'vitest';
import type { Door } from './door.ts';
import { openStepCounter } from './steps.ts';
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

/**
 * Blocks of JavaScript that may run for one body of the largest size. On a machine of today a million take 5 to 15 ms; the bench tells
 * how long on this one.
 */
const MOST_STEPS = 2_500_000;

// Opened first: what was compiled before it is counted by the call only.
const counter = openStepCounter();
afterAll(() => {
  counter.close();
});
const { allDoors } = await import('./doors.ts');

const doors = await allDoors();
const validated = doors.filter((door): door is Required<Door> => door.validate !== undefined);
const read = doors.filter(({ validate }) => validate === undefined);

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

describe('steps', () => {
  it('count what a quadratic reader does, however long it takes', async () => {
    const quadratic = (length: number) => () => {
      let equal = 0;
      for (let one = 0; one < length; one += 1)
        for (let other = 0; other < length; other += 1) if (one === other) equal += 1;
      return equal;
    };
    const [few, many] = [await counter.count(quadratic(100)), await counter.count(quadratic(1_000))];
    expect(few).toBeGreaterThan(100 ** 2);
    expect(many).toBeGreaterThan(1_000 ** 2);
    expect(many).toBeLessThan(3 * 1_000 ** 2);
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

describe.each(validated.map((door) => [door.name, door] as const))('whatever %s is sent', (_, door) => {
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

describe.each(read.map((door) => [door.name, door] as const))('whatever is sent to %s', (_, door) => {
  it('is refused or read in a bounded number of steps', async () => {
    for (const { name, make } of door.bodies) {
      const text = make(door.maxBytes);
      expect(await counter.count(() => door.receive(text)), name).toBeLessThanOrEqual(MOST_STEPS);
    }
  });
});
