import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isWebhookVerificationError, verify, type Webhook } from '@northwind/sdk/webhooks';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { items, northwind, type Circumstances, type Outcome } from './northwind.ts';
import type {} from './one-sandbox.ts';
import { control } from './sandbox.ts';

interface Locker {
  readonly lockerId: string;
  readonly buildingId: string;
}

const sandbox = inject('sandbox');

describe('people’s commands, against the sandbox', () => {
  let home: string;
  let env: Record<string, string>;
  let locker: Locker;
  /** As the manager of the locker's building. */
  const run = (argv: readonly string[], more: Circumstances = {}): Promise<Outcome> =>
    northwind([...argv], { env, ...more });

  const trigger = async (type: string, { lockerId }: Locker = locker): Promise<void> => {
    expect(await run(['trigger', type, '--locker', lockerId])).toMatchObject({ code: 0, stderr: '' });
    await control(sandbox, '/settle');
  };

  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'northwind-live-'));
    locker = await control<Locker>(sandbox, '/lockers', { compartments: { small: 2 } });
    const manager = await control<{ username: string; password: string }>(sandbox, '/managers', {
      buildings: [locker.buildingId],
    });
    const { NORTHWIND_CONTROL_URL = '', NORTHWIND_CONTROL_TOKEN = '' } = sandbox.env;
    env = { XDG_CONFIG_HOME: home, XDG_STATE_HOME: home, NORTHWIND_CONTROL_URL, NORTHWIND_CONTROL_TOKEN };
    const login = await run(['login', '--user', manager.username], {
      env: { ...sandbox.env, ...env },
      stdin: `${manager.password}\n`,
    });
    expect(login).toMatchObject({ code: 0, stderr: expect.stringContaining('Signed in') });
  });
  afterAll(async () => {
    await rm(home, { recursive: true, force: true });
  });

  describe('graphql', () => {
    it('sends a shipped document by its name, and one of a file', async () => {
      const me = JSON.parse((await run(['graphql', 'Me'])).stdout) as { me: { buildingIds: string[] } };
      expect(me.me.buildingIds).toEqual([locker.buildingId]);
      const variables = JSON.stringify({ lockerId: locker.lockerId });
      const file = path.join(home, 'own.graphql');
      await writeFile(
        file,
        '# { "query": 1 }\nquery Own($lockerId: ID!) { getLocker(lockerId: $lockerId) { id } }',
      );
      const own = await run(['graphql', file, '--variables', '-', '-o', 'ndjson'], { stdin: variables });
      expect(items(own)).toEqual([{ getLocker: { id: locker.lockerId } }]);
    });

    it('tells which documents there are, and what the API refuses', async () => {
      const unknown = await run(['graphql', 'GetLokcer']);
      expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('there are GetDelivery, ') });
      const elsewhere = JSON.stringify({ lockerId: 'lkr_01K6F0A0000000000000000007' });
      const refused = await run(['graphql', 'GetLocker', '--variables', elsewhere]);
      expect(refused.code).toBe(5);
      expect(refused.stdout).toBe('');
    });

    it('prints the pushes of a subscription as lines', async () => {
      const variables = JSON.stringify({ lockerId: locker.lockerId });
      let triggered: Promise<void> | undefined;
      const pushes = await run(['graphql', 'OnLockerEvent', '--variables', variables, '--count', '1'], {
        onStderr: (text) => {
          if (text.includes('Subscribed.')) triggered ??= trigger('DOOR_OPENED');
        },
      });
      await triggered;
      expect(items(pushes)).toMatchObject([{ onLockerEvent: { type: 'DOOR_OPENED' } }]);
    });
  });

  describe('lockers watch', () => {
    it('prints every event from a place in the stream as a line', async () => {
      const own = await control<Locker>(sandbox, '/lockers', { buildingId: locker.buildingId });
      await trigger('DOOR_OPENED', own);
      await trigger('DOOR_CLOSED', own);
      const events = await run(['lockers', 'watch', own.lockerId, '--after', '0', '--count', '2']);
      expect(items(events)).toMatchObject([
        { sequence: 1, type: 'DOOR_OPENED' },
        { sequence: 2, type: 'DOOR_CLOSED' },
      ]);
    });

    it('draws the compartments on a terminal, and again after each event', async () => {
      const own = await control<Locker>(sandbox, '/lockers', { buildingId: locker.buildingId });
      await trigger('DOOR_OPENED', own);
      const line = ['lockers', 'watch', own.lockerId, '--after', '0', '--count', '1'];
      const { code, stdout } = await run(line, { terminal: 100, env: { ...env, NO_COLOR: '1' } });
      expect(code).toBe(0);
      expect(stdout.split('\u001b[J')).toHaveLength(2);
      expect(stdout).toMatch(/NUMBER +SIZE +STATUS +DOOR.*\n1 +SMALL +FREE +OPEN\n2 /);
      expect(stdout).toMatch(/\d\d:\d\d:\d\d +DOOR_OPENED +1 +1/);
    });

    it('ends with 130 when interrupted, and refuses who has no right to see', async () => {
      const interrupted = await run(['lockers', 'watch', locker.lockerId], { signal: AbortSignal.abort() });
      expect(interrupted).toMatchObject({ code: 130, stdout: '' });
      const partner = await run(['lockers', 'watch', locker.lockerId], { env: sandbox.env });
      expect(partner.code).toBe(4);
    });
  });

  describe('listen', () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    let receiver: Server;
    let url: string;
    /** What the next requests are answered with; 204 when it is empty. */
    const answers: number[] = [];
    const received: (Webhook<{ type: string; data: { sequence: number } }> & { status: number })[] = [];
    const ids = (): string[] => received.filter(({ status }) => status === 204).map(({ id }) => id);
    const listen = (count: number, ...more: string[]): Promise<Outcome> =>
      run(['listen', '--forward-to', url, '--locker', locker.lockerId, '--count', `${count}`, ...more], {
        env: { ...env, NORTHWIND_WEBHOOK_SECRET: secret },
      });

    beforeAll(async () => {
      receiver = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          const status = answers.shift() ?? 204;
          verify<{ type: string; data: { sequence: number } }>(
            { headers: request.headers, body: Buffer.concat(chunks).toString() },
            { secret },
          ).then(
            (webhook) => {
              received.push({ ...webhook, status });
              response.writeHead(status).end();
            },
            (error: unknown) => response.writeHead(isWebhookVerificationError(error) ? 400 : 500).end(),
          );
        });
      });
      receiver.listen(0, '127.0.0.1');
      await once(receiver, 'listening');
      url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks`;
      locker = await control<Locker>(sandbox, '/lockers', { buildingId: locker.buildingId });
    });
    afterAll(() => {
      receiver?.close();
      receiver?.closeAllConnections();
    });

    it('posts events signed, in order, each until it is acknowledged', async () => {
      await trigger('DOOR_OPENED');
      await trigger('DOOR_CLOSED');
      answers.push(500);
      const outcome = await listen(2, '--from-start');
      expect(outcome.code).toBe(0);
      expect(received.map(({ id, status }) => [id, status])).toEqual([
        [`evt_${locker.lockerId}_1`, 500],
        [`evt_${locker.lockerId}_1`, 204],
        [`evt_${locker.lockerId}_2`, 204],
      ]);
      expect(received[0]?.payload).toMatchObject({ type: 'DOOR_OPENED', data: { sequence: 1 } });
      expect(items(outcome)).toMatchObject([
        { sequence: 1, attempts: 2 },
        { sequence: 2, attempts: 1 },
      ]);
      expect(outcome.stderr).toContain(`evt_${locker.lockerId}_1: 500; again in 0.5 s`);
    });

    it('goes on behind the last acknowledged event in the next run', async () => {
      await trigger('DOOR_OPENED');
      expect((await listen(1)).code).toBe(0);
      expect(ids()).toEqual([1, 2, 3].map((sequence) => `evt_${locker.lockerId}_${sequence}`));
    });

    it('posts again, with the same id, what was not acknowledged when it was ended', async () => {
      await trigger('DOOR_CLOSED');
      const interrupt = new AbortController();
      answers.push(503);
      const ended = await run(['listen', '--forward-to', url, '--locker', locker.lockerId], {
        env: { ...env, NORTHWIND_WEBHOOK_SECRET: secret },
        signal: interrupt.signal,
        onStderr: (text) => {
          if (text.includes('503')) interrupt.abort();
        },
      });
      expect(ended.code).toBe(130);
      expect((await listen(1)).code).toBe(0);
      expect(received.slice(-2).map(({ id, status }) => [id, status])).toEqual([
        [`evt_${locker.lockerId}_4`, 503],
        [`evt_${locker.lockerId}_4`, 204],
      ]);
    });

    it('makes a secret and keeps it where nobody else may read it', async () => {
      const file = path.join(home, 'cursor.json');
      const line = ['listen', '--forward-to', url, '--cursor-file', file, '--locker', locker.lockerId];
      // The receiver has another secret: it says so, and the event waits.
      const interrupt = new AbortController();
      const outcome = await run([...line, '--from-start'], {
        signal: interrupt.signal,
        onStderr: (text) => {
          if (text.includes(': 400;')) interrupt.abort();
        },
      });
      const [made] = /whsec_[\w+/=]{44}/.exec(outcome.stderr) ?? [];
      const kept = JSON.parse(await readFile(file, 'utf8')) as { secret: string; cursors: object };
      expect(kept).toEqual({ secret: made, cursors: { [locker.lockerId]: 0 } });
    });

    it('lets one run alone keep its place in the stream, and says so to a second', async () => {
      const file = path.join(home, 'one.json');
      const line = ['listen', '--forward-to', url, '--locker', locker.lockerId, '--cursor-file', file];
      const interrupt = new AbortController();
      let second: Promise<Outcome> | undefined;
      const first = await run(line, {
        signal: interrupt.signal,
        onStderr: (text) => {
          if (text.includes('Forwarding')) second ??= run(line).finally(() => interrupt.abort());
        },
      });
      expect(await second).toMatchObject({
        ...{ code: 1, stdout: '' },
        stderr: `northwind: Another \`northwind listen\` keeps its cursors in ${file}: end it, or give this one a --cursor-file of its own.\n`,
      });
      expect(first.code).toBe(130);
      // Ended, it holds the file no more.
      const third = new AbortController();
      const again = await run(line, {
        signal: third.signal,
        onStderr: (text) => {
          if (text.includes('Forwarding')) third.abort();
        },
      });
      expect(again.code).toBe(130);
    });

    it('ends when the receiver is gone for good', async () => {
      await trigger('DOOR_OPENED');
      answers.push(410);
      const gone = await listen(1);
      expect(gone).toMatchObject({ code: 6, stderr: expect.stringContaining('410 Gone') });
    });
  });
});
