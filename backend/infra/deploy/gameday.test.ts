import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { deploySteps, stepId } from './step.ts';
import { gameday, typed, type GamedayPart, type Place } from './gameday.ts';

const place: Place = {
  environment: 'stage',
  primary: 'eu-central-1',
  secondary: 'eu-west-1',
  domain: 'stage.example',
  tableName: 'northwind-stage',
  healthCheckId: 'abcdef11-2222-3333-4444-555555fedcba',
  now: new Date('2026-11-28T10:00:00Z'),
};
const lines = (part: GamedayPart): readonly string[] =>
  gameday(part, place).flatMap(({ commands }) => commands.map(typed));

describe('the GameDay on AWS', () => {
  it('holds a Region so that it counts as unhealthy whether it answers or not', () => {
    const held = lines('failover').filter((line) => line.includes('update-health-check'));
    expect(held).toEqual([
      `aws route53 update-health-check --health-check-id ${place.healthCheckId} --disabled --inverted`,
    ]);
  });

  it('mends before the other Region publishes, and goes back only when the data has', () => {
    const [out, back] = [lines('failover'), lines('back')];
    const first = (all: readonly string[], text: string) => all.findIndex((line) => line.includes(text));
    expect(first(out, 'mend.ts')).toBeLessThan(first(out, 'active_region'));
    expect(first(back, 'ReplicationLatency')).toBe(1);
    expect(first(back, 'mend.ts')).toBeLessThan(first(back, 'graphql_region'));
    expect(first(back, 'graphql_region')).toBeLessThan(first(back, '--no-disabled'));
  });

  it('names steps that the deployment has', () => {
    const named = [...lines('failover'), ...lines('back')].flatMap(
      (line) => /--step (\S+)/.exec(line)?.slice(1) ?? [],
    );
    expect(new Set(named)).toEqual(new Set(['app-primary', 'app-secondary', 'network-edge']));
    expect(deploySteps.map(stepId)).toEqual(expect.arrayContaining([...new Set(named)]));
  });

  it('is printed without credentials, and nothing is done', async () => {
    const main = path.join(import.meta.dirname, 'main.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [
      main,
      'gameday',
      '--environment',
      'prod',
    ]);
    expect(stdout).toContain('--variable active_region=eu-west-1');
    expect(stdout).toContain("'TABLE_NAME=<data: table.name>'");
  });
});
