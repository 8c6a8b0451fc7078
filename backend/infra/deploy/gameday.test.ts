import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
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

  it('goes back only when the data has, in one move for every channel', () => {
    const back = lines('back');
    const first = (text: string) => back.findIndex((line) => line.includes(text));
    expect(first('ReplicationLatency')).toBe(1);
    expect(first('mend.ts')).toBeGreaterThan(first('ReplicationLatency'));
    expect(first('mend.ts')).toBeLessThan(first('--no-disabled'));
    expect(back.filter((line) => / (apply|update-distribution|put-key) /.test(line))).toEqual([]);
  });

  it('looks at both names that move: Route 53’s and the edge’s', () => {
    for (const part of ['failover', 'back'] as const)
      expect(lines(part)).toEqual(
        expect.arrayContaining([
          'dig +short active.stage.example TXT',
          expect.stringContaining('https://api.stage.example/.well-known/'),
        ]),
      );
  });

  it('is printed without credentials, and nothing is done', async () => {
    const main = path.join(import.meta.dirname, 'main.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [
      main,
      'gameday',
      '--environment',
      'prod',
    ]);
    expect(stdout).toContain('--disabled --inverted');
    expect(stdout).toContain("'TABLE_NAME=<data: table.name>'");
  });
});
