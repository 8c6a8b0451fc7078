import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { bundle } from './bundle.ts';
import type { Runtime } from '../runtime.ts';

// Workers reach the internet only, unless told otherwise; the sandbox listens on the loopback address (workerd.capnp, Network).
const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main), (name = "internet", network = (allow = ["local"]))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.bundle.mjs")],
  compatibilityDate = "2026-01-01",
);
`;

/** workerd, the runtime of Cloudflare Workers. */
export const inWorkerd: Runtime['run'] = async (folder, settings, signal) => {
  await writeFile(path.join(folder, 'worker.bundle.mjs'), await bundle(folder, 'worker.mjs', 'esm'));
  await writeFile(path.join(folder, 'config.capnp'), config);
  const binary = path.join(
    import.meta.dirname,
    '../quick/node_modules/@cloudflare/workerd-linux-64/bin/workerd',
  );
  const child = spawn(binary, ['serve', 'config.capnp', '--control-fd=1'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const { event, port } = JSON.parse(line) as { event: string; port: number };
      if (event !== 'listen') continue;
      const response = await fetch(`http://127.0.0.1:${port}/`, {
        method: 'POST',
        body: JSON.stringify(settings),
        signal,
      });
      if (!response.ok) throw new Error(await response.text());
      return await response.json();
    }
    throw new Error('workerd ended before it listened');
  } finally {
    child.kill();
    await ended;
  }
};
