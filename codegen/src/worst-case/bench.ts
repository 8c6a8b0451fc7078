/**
 * `npm run bench`: CPU that the worst body at each door costs, from its text to its refusal, on this machine. Nothing here passes or
 * fails; worst-case.test.ts proves by counting that the work is bounded.
 */
import type { Door } from './door.ts';
import { allDoors } from './doors.ts';

/** Each body is received so often and the fastest counts: the machine's other work is not the door's. */
const ROUNDS = 5;

const cpuMilliseconds = async (work: () => unknown): Promise<number> => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
};

async function measure({ name, maxBytes, bodies, receive }: Door) {
  const costs: { body: string; milliseconds: number }[] = [];
  for (const body of bodies) {
    const text = body.make(maxBytes);
    let milliseconds = Number.POSITIVE_INFINITY;
    for (let round = 0; round < ROUNDS; round += 1)
      milliseconds = Math.min(milliseconds, await cpuMilliseconds(() => receive(text)));
    costs.push({ body: body.name, milliseconds });
  }
  const worst = costs.toSorted((one, other) => other.milliseconds - one.milliseconds)[0]!;
  return {
    receiver: name,
    'largest, KiB': maxBytes / 1024,
    bodies: bodies.length,
    'worst, CPU ms': Number(worst.milliseconds.toFixed(1)),
    'the worst body': worst.body,
  };
}

console.log('\nThe worst bodies that the contracts admit, from text to refusal (the goal is 20 ms of CPU):');
const measured = [];
for (const door of await allDoors()) measured.push(await measure(door));
console.table(measured);
