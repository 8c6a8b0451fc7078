/** A copy of what the configuration reads, in a temporary folder: the layers, the generated manifests, the contracts and the bundles. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Relative to the repository; what Terraform's `file()` reads, laid out as in the repository. */
const copied = ['backend/infra', 'backend/src/generated', 'backend/dist', 'schema'];

export interface Workspace {
  /** Stands for the root of the repository. */
  readonly root: string;
  readonly infra: string;
  /** Folder of the local states that stand for the S3 backend's keys. */
  readonly states: string;
  remove(): Promise<void>;
}

/** @param states of another copy, whose applied stack this one plans against; its own unless told */
export async function createWorkspace(
  repository: string,
  label: string,
  states?: string,
): Promise<Workspace> {
  const root = await mkdtemp(path.join(tmpdir(), `northwind-infra-${label}-`));
  for (const folder of copied) {
    await cp(path.join(repository, folder), path.join(root, folder), {
      recursive: true,
      filter: (from) =>
        !/(^|\/)(\.terraform(\.lock\.hcl)?|node_modules)$/.test(from) && !/\.tfstate/.test(from),
    });
  }
  return {
    root,
    infra: path.join(root, 'backend/infra'),
    states: states ?? path.join(root, 'states'),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

const remoteState = /data "terraform_remote_state" "(?<name>\w+)" \{(?<body>[\s\S]*?)\n\}/g;
const stateKey = /\bkey\s*=\s*"(?<key>[^"]+)"/;
const stateCount = /^\s*(?<count>count\s*=.*)$/m;

/**
 * Writes the override that turns a layer's S3 backend, and those of the states it reads, into local files. The keys are taken from
 * the configuration, so a layer that reads a state by a wrong key finds nothing.
 */
export async function useLocalStates(workspace: Workspace, layer: string): Promise<void> {
  const folder = path.join(workspace.infra, layer);
  const blocks = ['terraform {\n  backend "local" {}\n}'];
  for (const file of await readdir(folder)) {
    if (!file.endsWith('.tf') || file.endsWith('_override.tf')) continue;
    for (const { groups } of (await readFile(path.join(folder, file), 'utf8')).matchAll(remoteState)) {
      const body = groups?.['body'] ?? '';
      const key = stateKey.exec(body)?.groups?.['key'];
      if (key === undefined)
        throw new Error(`${layer}/${file}: the remote state ${groups?.['name']} has no key.`);
      const count = stateCount.exec(body)?.groups?.['count'];
      blocks.push(
        [
          `data "terraform_remote_state" "${groups?.['name']}" {`,
          ...(count === undefined ? [] : [`  ${count}`]),
          '  backend = "local"',
          `  config  = { path = "${workspace.states}/${key}" }`,
          '}',
        ].join('\n'),
      );
    }
  }
  await writeFile(path.join(folder, 'offline_override.tf'), `${blocks.join('\n\n')}\n`);
}
