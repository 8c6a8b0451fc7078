/** What a plan would change, told without values, which may be secret; but of rights the contents, because they are what matters. */
import { createHash } from 'node:crypto';
import type { Plan } from '../checks/plan.ts';
import { policyChanges } from './policies.ts';

/** One line a change (`replace aws_sqs_queue.main`) and one a statement of a policy that comes or goes, sorted. */
export function changes(plan: Plan): readonly string[] {
  return plan.resource_changes
    .flatMap((resource) => {
      const [first, second] = resource.change.actions;
      const policies = policyChanges(resource);
      if (first === undefined || first === 'no-op' || first === 'read') return policies;
      return [`${second === undefined ? first : 'replace'} ${resource.address}`, ...policies];
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
