import { describe, expect, it } from 'vitest';
import type { Plan } from './plan.ts';
import { handsOver } from './releases.ts';
import { regions } from './stack.ts';
import { app } from './sound-app.ts';

/** The app of one Region, which reads the table's stream or does not. */
function region(name: string, reads: boolean): Plan {
  const plan = structuredClone(app(name));
  for (const { type, values } of plan.planned_values.root_module.resources ?? [])
    if (type === 'aws_lambda_event_source_mapping') Object.assign(values, { enabled: reads });
  return plan;
}

describe('A failover of the stream', () => {
  const both = (primary: boolean, secondary: boolean) =>
    handsOver(
      new Map([
        ['app-primary', region(regions.primary, primary)],
        ['app-secondary', region(regions.secondary, secondary)],
      ]),
    );

  it('is one when the Region that is left stops first, and the other begins', () => {
    expect(handsOver(new Map([['app-primary', region(regions.primary, false)]]))).toEqual([]);
    expect(both(false, true)).toEqual([]);
  });

  it('publishes twice when both read', () => {
    expect(handsOver(new Map([['app-primary', region(regions.primary, true)]]))).not.toEqual([]);
    expect(both(true, true)).not.toEqual([]);
  });

  it('publishes nothing when neither reads', () => {
    expect(both(false, false)).toEqual([expect.stringContaining('app-secondary reads nothing')]);
  });
});
