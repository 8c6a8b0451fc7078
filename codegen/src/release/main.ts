/**
 * `npm run release -- <major|minor|patch>`: makes the contracts as they are the released ones, commits and tags. Pushing the tags
 * publishes the SDK (.github/workflows/publish-sdk.yml).
 */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand } from '../command.ts';
import { repositoryRoot } from '../contract/root.ts';
import { levels, type Level } from '../gates/compatibility/version.ts';
import { Checkout } from './checkout.ts';
import { checkLastConsumers } from './consumers.ts';
import { release } from './release.ts';

const isLevel = (word: string | undefined): word is Level => levels.some((level) => level === word);

/** Shows what it does; stops at the first that fails. */
function run(command: string, ...args: string[]): void {
  console.log(`> ${command} ${args.join(' ')}`);
  execFileSync(command, args, { cwd: repositoryRoot, stdio: 'inherit', shell: process.platform === 'win32' });
}

/** @throws Error unless this is a major release, which may break them and says so */
async function requireLastConsumers(level: Level): Promise<void> {
  const compiler = path.join(repositoryRoot, 'node_modules/typescript/bin/tsc');
  const { tag, programs, errors } = await checkLastConsumers(repositoryRoot, compiler);
  if (tag === undefined)
    return console.log('No release before this one: there are no programs of it to compile.');
  if (errors === '')
    return console.log(`The ${programs.length} consumers of ${tag} compile with the SDK as it is now.`);
  if (level === 'major') return console.log(`Programs written for ${tag} have to follow:\n${errors}`);
  throw new Error(
    `Programs written for ${tag} do not compile any more, so this is a major release:\n${errors}`,
  );
}

async function releaseAndTag(level: Level): Promise<void> {
  const { tags } = await release({
    root: repositoryRoot,
    level,
    today: new Date().toISOString().slice(0, 10),
  });
  run('npm', 'install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund');
  run('npm', 'run', '--silent', 'codegen');
  run('npm', 'run', '--silent', 'check');
  await requireLastConsumers(level);
  run('git', 'add', '--all');
  run('git', 'commit', '--message', `Release ${tags.join(', ')}`);
  for (const tag of tags) run('git', 'tag', '--annotate', tag, '--message', tag);
}

await runCommand(async () => {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [level] = positionals;
  if (!isLevel(level) || positionals.length > 1) {
    console.error('Usage: npm run release -- <major|minor|patch>');
    return 2;
  }
  const checkout = new Checkout(repositoryRoot);
  if (checkout.uncommitted !== '') {
    console.error(`Commit or stash first; a release is a commit of its own:\n${checkout.uncommitted}`);
    return 2;
  }
  try {
    await checkout.changeOrRestore(() => releaseAndTag(level));
    console.log(`Released. Read the commit, then: git push --follow-tags`);
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error('Nothing was released; the checkout is as it was before.');
    return 1;
  }
});
