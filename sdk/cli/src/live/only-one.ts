import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { realpath, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unlessMissing } from '../private-file.ts';

/** Held until it is released, or the process ends, however it ends. */
export interface Hold {
  release(): void;
}

/**
 * Holds a file for this process alone: an address of the system's that only one process can listen on, so that none is left behind by
 * one that was killed. The file itself need not exist.
 *
 * @returns undefined if another process holds it
 */
export async function holdAlone(file: string): Promise<Hold | undefined> {
  const address = await addressOf(file);
  const isFile = path.isAbsolute(address) && process.platform !== 'win32';
  const hold = await listen(address);
  if (hold !== undefined || !isFile || (await answers(address))) return hold;
  // Left behind by a process that was killed.
  await rm(address, { force: true });
  return listen(address);
}

/** Node's documentation of `node:net`, "Identifying paths for IPC connections": abstract sockets and pipes go with their process. */
async function addressOf(file: string): Promise<string> {
  const folder = (await realpath(path.dirname(file)).catch(unlessMissing<string>)) ?? path.dirname(file);
  const whole = path.resolve(folder, path.basename(file));
  const owner = process.getuid?.() ?? '';
  const name = `northwind-${createHash('sha256').update(`${owner}\n${whole}`).digest('hex').slice(0, 32)}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  return process.platform === 'linux' ? `\0${name}` : path.join(tmpdir(), `${name}.sock`);
}

async function listen(address: string): Promise<Hold | undefined> {
  const server = createServer((socket) => socket.destroy());
  server.listen(address);
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw error;
  }
  server.unref();
  return { release: () => void server.close() };
}

async function answers(address: string): Promise<boolean> {
  const socket = connect(address);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
