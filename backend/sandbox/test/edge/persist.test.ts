import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox.ts';

it('keeps everything for its owner only, what an earlier start has left readable included', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'northwind-persist-'));
  try {
    await mkdir(path.join(directory, 's3'));
    await writeFile(path.join(directory, 's3/old.content'), 'of an earlier start');
    for (const each of ['', 's3']) await chmod(path.join(directory, each), 0o755);
    await chmod(path.join(directory, 's3/old.content'), 0o644);
    const sandbox = await startSandbox({ port: 0, seed: null, persistDirectory: directory });
    const s3 = new S3Client({
      endpoint: sandbox.s3Url,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: sandbox.awsCredentials,
    });
    await s3.send(new PutObjectCommand({ Bucket: 'exports', Key: 'a.csv', Body: 'a' }));
    s3.destroy();
    await sandbox.close();

    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    const names = [
      '',
      ...entries.map(({ parentPath, name }) => path.relative(directory, path.join(parentPath, name))),
    ];
    expect(names.length).toBeGreaterThan(10);
    const modes = await Promise.all(
      names.map(async (name) => {
        const { mode } = await stat(path.join(directory, name));
        return `${name} ${(mode & 0o777).toString(8)}`;
      }),
    );
    const folders = new Set(['', ...entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)]);
    expect(modes).toEqual(names.map((name) => `${name} ${folders.has(name) ? '700' : '600'}`));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
