/**
 * `npm run bench`: CPU that the worst body of each operation and message costs, from its text to its refusal, on this machine. Nothing here passes
 * or fails; worst-case.test.ts proves by counting that the work is linear.
 */
import { allDoors, type Door } from './doors.ts';

/** Each body is validated so often and the fastest counts: the machine's other work is not the validator's. */
const ROUNDS = 5;

const cpuMilliseconds = (work: () => void): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
};

function measure({ name, maxBytes, bodies, receive }: Door) {
  const costs = bodies.map((body) => {
    const text = body.make(maxBytes);
    const rounds = Array.from({ length: ROUNDS }, () =>
      cpuMilliseconds(() => {
        receive(text);
      }),
    );
    return { body: body.name, milliseconds: Math.min(...rounds) };
  });
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
console.table((await allDoors()).map(measure));
