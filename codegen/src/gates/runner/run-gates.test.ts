import { describe, expect, it } from 'vitest';
import type { Gate } from './gates.ts';
import { chooseGates, runGates, type GateResult } from './run-gates.ts';

const script = (name: string, code: string, after?: string): Gate => ({
  name,
  command: [process.execPath, '-e', code],
  remedy: 'mend it',
  ...(after === undefined ? {} : { after }),
});

describe('runGates', () => {
  it('reports a command that exits non-zero as red, with what it printed', async () => {
    const results = await runGates(
      [script('red', 'console.error("line 3 is wrong"); process.exit(1)')],
      1,
      () => {},
    );
    expect(results).toMatchObject([{ passed: false, output: 'line 3 is wrong' }]);
  });

  it('reports a command that does not exist as red', async () => {
    const results = await runGates(
      [{ name: 'gone', command: ['northwind-no-such-command'], remedy: '' }],
      1,
      () => {},
    );
    expect(results[0]).toMatchObject({ passed: false });
    expect(results[0]?.output).toContain('northwind-no-such-command');
  });

  it('starts a gate only when the gate it names has ended, and still runs it when that one is red', async () => {
    const order: string[] = [];
    const gates = [script('second', '', 'first'), script('first', 'process.exit(1)')];
    const results = await runGates(gates, 2, ({ gate }: GateResult) => order.push(gate.name));
    expect(order).toEqual(['first', 'second']);
    expect(results.map(({ passed }) => passed)).toEqual([true, false]);
  });

  it('refuses a gate that waits for one which is not in the run', async () => {
    await expect(runGates([script('lonely', '', 'nobody')], 1, () => {})).rejects.toThrow(
      'waits for "nobody"',
    );
  });
});

describe('chooseGates', () => {
  const all = [
    script('sdk builds', ''),
    script('types: sdk', ''),
    script('types: examples', '', 'sdk builds'),
  ];
  const names = (...words: string[]) => chooseGates(all, words).map(({ name }) => name);

  it('takes the gates by a part of their names, and what they wait for', () => {
    expect(names('Examples')).toEqual(['sdk builds', 'types: examples']);
    expect(names('types: sdk')).toEqual(['types: sdk']);
    expect(names()).toHaveLength(3);
    expect(names('nothing')).toEqual([]);
  });
});
