import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { validate } from '@actions/languageservice';
import { describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { deploySteps, stepId } from './step.ts';

const folder = path.resolve(import.meta.dirname, '../../../.github/workflows');
const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8');

const workflow = read('deploy-environment.yml');

describe('The pipeline of an environment', () => {
  it('takes every step, each after the one before, in the order of the deployment’s own code', () => {
    const jobs = [
      ...workflow.matchAll(
        /^ {2}([\w-]+):\n(?: {4}needs: ([\w-]+)\n {4}if: .*\n)? {4}uses: \.\/\.github\/workflows\/deploy-step\.yml\n[\s\S]*? {6}step: ([\w-]+)$/gm,
      ),
    ].map(([, job, needs, step]) => ({ job, needs, step }));
    const ids = deploySteps.map(stepId);
    expect(jobs).toEqual(ids.map((id, index) => ({ job: id, needs: ids[index - 1], step: id })));
  });
});

describe('The dashboard', () => {
  it('is built once, and published by the environment’s last step of the app', () => {
    expect(read('deploy.yml')).toMatch(
      /npm run build --workspace @northwind\/example-manager-dashboard\n[\s\S]*? name: dashboard\n/,
    );
    const [last] = deploySteps.filter(({ layer }) => layer === 'app').slice(-1);
    expect(read('deploy-step.yml')).toMatch(
      new RegExp(
        `if: \\$\\{\\{ inputs\\.step == '${last && stepId(last)}' \\}\\}\n +run: node backend/infra/deploy/main\\.ts dashboard `,
      ),
    );
  });
});

/** Jobs of a workflow: name → its lines. */
const jobsOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text
      .slice(text.indexOf('\njobs:\n') + '\njobs:\n'.length)
      .split(/^ {2}(?=[\w-]+:$)/m)
      .flatMap((job) => (job.trim() === '' ? [] : [[job.slice(0, job.indexOf(':')), job] as const])),
  );

/** What GitHub's own editor support says of a workflow: keys, contexts and inputs that are not there, jobs that nobody runs. */
const mistakesOf = async (file: string, text: string): Promise<readonly string[]> => {
  const uri = pathToFileURL(path.join(folder, file)).href;
  const found = await validate(TextDocument.create(uri, 'yaml', 1, text));
  return found.map(({ range, message }) => `${file}:${range.start.line + 1}: ${message}`);
};

it.each([
  ['unknown key', 'runs-on:', 'run-on:', "Unexpected value 'run-on'"],
  ['undeclared input', 'inputs.step ', 'inputs.steps ', 'Context access might be invalid: steps'],
  ['unknown right', 'contents: read', 'contents: reed', "Unexpected value 'reed'"],
])('A workflow with an %s is refused', async (mistake, right, wrong, message) => {
  const text = read('deploy-step.yml');
  expect(text).toContain(right);
  // A name of its own, because a parsed file is kept by its name.
  const found = await mistakesOf(`${mistake}.yml`, text.replace(right, wrong));
  expect(found.join('\n')).toContain(message);
});

describe.each(readdirSync(folder))('The workflow %s', (file) => {
  it('is one that GitHub takes', async () => {
    expect(await mistakesOf(file, read(file))).toEqual([]);
  });

  it('pins every action of others to a commit: a tag can be moved to other code', () => {
    const uses = [...read(file).matchAll(/\buses: (\S+)(.*)$/gm)].filter(
      ([, what]) => !what?.startsWith('./'),
    );
    for (const [line] of uses) expect(line).toMatch(/^uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('gives no job that installs packages the right to publish or to administer', () => {
    for (const [job, lines] of jobsOf(read(file)))
      if (/id-token: write/.test(lines)) expect(`${job} ${lines}`).not.toMatch(/npm (ci|install|run)\b/);
  });
});
