/** What a plan would change, told without values: they may be secret, and a reviewer needs what and not how much. */
import { createHash } from 'node:crypto';
import type { Plan } from '../checks/plan.ts';

/** One line a change, sorted: `replace aws_sqs_queue.main`. */
export function changes(plan: Plan): readonly string[] {
  return plan.resource_changes
    .flatMap(({ address, change: { actions } }) => {
      const [first, second] = actions;
      if (first === undefined || first === 'no-op' || first === 'read') return [];
      return [`${second === undefined ? first : 'replace'} ${address}`];
    })
    .sort();
}

/** Step → its changes. */
export type Review = Readonly<Record<string, readonly string[]>>;

/** What a reviewer approves, in 16 characters: changes of the same steps give the same, anything else another. */
export const digest = (review: Review): string =>
  createHash('sha256')
    .update(JSON.stringify(Object.entries(review).sort(([one], [other]) => (one < other ? -1 : 1))))
    .digest('hex')
    .slice(0, 16);

/** Markdown for the job's summary; what is destroyed or replaced comes first and is marked. */
export function summary(environment: string, review: Review): string {
  const grave = (line: string) => /^(delete|replace) /.test(line);
  const sections = Object.entries(review).map(([step, lines]) => {
    const ordered = [...lines.filter(grave), ...lines.filter((line) => !grave(line))];
    const list = ordered.map((line) => `- ${grave(line) ? '**' : ''}${line}${grave(line) ? '**' : ''}`);
    return [`### ${step}`, ...(list.length === 0 ? ['No changes.'] : list)].join('\n');
  });
  return [`## Plan of ${environment}`, `Digest \`${digest(review)}\``, ...sections].join('\n\n');
}

/** @returns the lines of a step that nobody reviewed */
export const unreviewed = (
  planned: readonly string[],
  reviewed: readonly string[] | undefined,
): readonly string[] => (reviewed === undefined ? [] : planned.filter((line) => !reviewed.includes(line)));
