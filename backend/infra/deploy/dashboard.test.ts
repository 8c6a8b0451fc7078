import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { publishDashboard } from './dashboard.ts';
import type { Target } from './step.ts';

const repository = path.resolve(import.meta.dirname, '../../..');

/** Layer → outputs, as `terraform output -json` prints them. */
const outputs: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'network-edge': {
    hosts: { sign_in: 'auth.example.com' },
    dashboard_buckets: { 'eu-central-1': 'dashboard-one', 'eu-west-1': 'dashboard-other' },
  },
  identity: {
    user_pool: { id: 'eu-central-1_abc' },
    clients: { web: 'web-client', mobile: 'mobile-client' },
  },
  app: {
    rest: { public: 'https://api.example.com/v1' },
    graphql: { public_url: 'https://api.example.com/graphql' },
  },
};

const target: Target = {
  environment: 'dev',
  infra: 'infra',
  regions: { primary: 'eu-central-1', secondary: 'eu-west-1' },
  work: 'work',
  backend: () => [],
  terraform: async (folder, [command, , name = '']) =>
    command === 'output' ? JSON.stringify(outputs[path.basename(folder)]?.[name]) : '',
};

describe('Publishing the dashboard', () => {
  let build = '';
  beforeEach(async () => {
    build = await mkdtemp(path.join(tmpdir(), 'northwind-dashboard-'));
  });
  afterEach(() => rm(build, { recursive: true, force: true }));

  it('puts the environment’s settings beside the build, under the names that the page reads', async () => {
    await writeFile(path.join(build, 'index.html'), '');
    await publishDashboard(target, build, async () => undefined);
    const settings = JSON.parse(await readFile(path.join(build, 'config.json'), 'utf8')) as object;
    expect(settings).toEqual({
      restUrl: 'https://api.example.com/v1',
      graphqlUrl: 'https://api.example.com/graphql',
      userPoolId: 'eu-central-1_abc',
      webClientId: 'web-client',
      signInPagesUrl: 'https://auth.example.com',
    });
    const page = await readFile(path.join(repository, 'examples/manager-dashboard/src/config.ts'), 'utf8');
    for (const name of Object.keys(settings))
      expect(page).toMatch(new RegExp(`readonly ${name}\\??: string`));
  });

  it('uploads to the primary Region, first what pages ask for and the page itself last, each for as long as it is true', async () => {
    await writeFile(path.join(build, 'index.html'), '');
    const calls: string[] = [];
    await publishDashboard(target, build, async (parameters) => void calls.push(parameters.join(' ')));
    expect(calls.map((call) => /s3:\/\/\S+/.exec(call)?.[0])).toEqual([
      's3://dashboard-one/assets',
      's3://dashboard-one/config.json',
      's3://dashboard-one/',
    ]);
    expect(calls.map((call) => /--cache-control (.*?) --/.exec(call)?.[1])).toEqual([
      'public, max-age=31536000, immutable',
      'no-cache',
      'no-cache',
    ]);
    for (const call of calls) expect(call).toContain('--region eu-central-1');
  });

  it('says how to build what there is none of, before it asks for anything', async () => {
    const calls: unknown[] = [];
    await expect(publishDashboard(target, build, async (call) => calls.push(call))).rejects.toThrow(
      'npm run build',
    );
    expect(calls).toEqual([]);
  });
});
