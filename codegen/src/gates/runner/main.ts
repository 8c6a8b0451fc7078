/**
 * The contract gate, `npm run check`: contracts linted, generated files fresh, every workspace type-checks against them, import
 * rules, lint and format. Prints one line a gate; a red gate shows its output and what to do.
 *
 *     npm run check -- --only types     the gates whose names have "types" in them (may be given more than once), and what they need
 */
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs, styleText } from 'node:util';
import { gates } from './gates.ts';
import { chooseGates, runGates, type GateResult } from './run-gates.ts';

const examples = readdirSync('examples', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

function report({ gate, passed, seconds, output, exitCode }: GateResult): void {
  const mark = passed ? styleText('green', '✓') : styleText('red', '✗');
  console.log(`${mark} ${gate.name} ${styleText('dim', `${seconds.toFixed(1)} s`)}`);
  if (passed) return;
  const remedy = typeof gate.remedy === 'string' ? gate.remedy : gate.remedy(exitCode);
  console.log(`\n${output}\n\n${styleText('yellow', `→ ${remedy}`)}\n`);
}

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true, default: [] } } });
const chosen = chooseGates(gates(examples), values.only);
if (chosen.length === 0) {
  console.error(
    `No gate is called so. There are:\n${gates(examples)
      .map(({ name }) => `  ${name}`)
      .join('\n')}`,
  );
  process.exit(2);
}
const started = performance.now();
const results = await runGates(chosen, Math.min(availableParallelism(), 4), report);
const failed = results.filter((result) => !result.passed);
const seconds = ((performance.now() - started) / 1000).toFixed(0);
if (failed.length > 0) {
  console.log(
    styleText(
      'red',
      `${failed.length} of ${results.length} gates are red: ${failed.map(({ gate }) => gate.name).join(', ')}`,
    ),
  );
  process.exit(1);
}
console.log(styleText('green', `All ${results.length} gates are green`) + ` in ${seconds} s.`);
