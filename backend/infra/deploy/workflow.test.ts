import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { deploySteps, stepId } from './step.ts';

const workflow = readFileSync(
  path.resolve(import.meta.dirname, '../../../.github/workflows/deploy-environment.yml'),
  'utf8',
);

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
