/**
 * `npm run pictures`: takes the README's pictures again: the dashboard in Chromium and the command line's output, both against a sandbox
 * of their own. They are `.github/pictures/dashboard.png` and `terminal.svg`.
 */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseEnv, promisify } from 'node:util';
import { launchChromium, openDashboard } from './browser.ts';
import { serveDashboard } from './page-server.ts';
import { startSandbox } from './sandbox.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
const pictures = path.join(repository, '.github/pictures');

/** What is typed, and the arguments that it gives the command line. */
const commands = [
  [
    'invoices',
    'list',
    '--status',
    'open',
    '--limit',
    '6',
    '--columns',
    'number,status,amountDue,currency,dueAt',
  ],
  ['lockers', 'list', '--limit', '5', '--columns', 'id,name,status'],
] as const;

/** Runs the command line as a partner's terminal would, and gives what it prints. */
async function printed(environment: NodeJS.Dict<string>, parameters: readonly string[]): Promise<string> {
  const main = path.join(repository, 'sdk/cli/src/main.ts');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--', main, ...parameters, '--output', 'table'],
    { env: { ...process.env, ...environment, NO_COLOR: '1' } },
  );
  return `$ northwind ${parameters.join(' ')}\n${stdout.trimEnd()}`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Lines of text as a picture of a terminal. */
function terminal(text: string): string {
  const lines = text.split('\n');
  const width = Math.max(...lines.map((line) => line.length)) * 8.43 + 40;
  const rows = lines.map((line, index) => {
    const color = line.startsWith('$') ? ' fill="#7ee787"' : '';
    return `<text x="20" y="${52 + index * 19}"${color} xml:space="preserve">${escaped(line)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.ceil(width)}" height="${lines.length * 19 + 60}" role="img" aria-label="The command line's output">
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<circle cx="20" cy="18" r="5" fill="#ff7b72"/><circle cx="38" cy="18" r="5" fill="#d29922"/><circle cx="56" cy="18" r="5" fill="#3fb950"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#e6edf3">
${rows.join('\n')}
</g>
</svg>
`;
}

const sandbox = await startSandbox();
const { ready, folder } = sandbox;
const closers: (() => unknown)[] = [sandbox.stop];
try {
  await mkdir(pictures, { recursive: true });
  const environment = parseEnv(await readFile(path.join(folder, '.env'), 'utf8'));
  const outputs: string[] = [];
  for (const parameters of commands) outputs.push(await printed(environment, parameters));
  await writeFile(path.join(pictures, 'terminal.svg'), terminal(outputs.join('\n\n')));

  const server = await serveDashboard(folder);
  closers.push(server.close);
  const browser = await launchChromium(server.url);
  closers.push(() => browser.close());
  const manager = ready.users.find(({ groups }) => groups.includes('manager'));
  if (manager === undefined) throw new Error('The sandbox has no manager.');
  const page = await openDashboard(browser, { viewport: { width: 1200, height: 760 }, colorScheme: 'light' });
  await page.getByLabel('User name').fill(manager.username);
  await page.getByLabel('Password').fill(manager.password);
  await page.keyboard.press('Enter');
  await page.getByText('Live', { exact: true }).waitFor();
  await page.getByRole('article').first().waitFor();
  await page.screenshot({ path: path.join(pictures, 'dashboard.png') });
  console.log('.github/pictures has dashboard.png and terminal.svg.');
} finally {
  for (const close of closers.toReversed()) await close();
}
