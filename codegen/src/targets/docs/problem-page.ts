import type { ProblemDescription } from '../../contract/openapi/document.ts';

/** An operation whose description names a problem. */
export interface ProblemSource {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
}

/** The page behind a problem document's `type`: what happened, what to do, how it looks, who answers so. */
export function problemPage(
  code: string,
  { status, title, cause, remedy }: ProblemDescription,
  example: Readonly<Record<string, unknown>>,
  sources: readonly ProblemSource[],
): string {
  const operations = sources.map(
    ({ operationId, method, path }) => `- \`${operationId}\`: \`${method.toUpperCase()} ${path}\``,
  );
  return [
    `---\ntitle: ${code}\n---`,
    `# ${title}`,
    `\`${code}\` · HTTP ${status}`,
    `## Cause\n\n${cause}`,
    `## Remedy\n\n${remedy}`,
    `## Example\n\n\`\`\`json\n${JSON.stringify(example, null, 2)}\n\`\`\``,
    ...(operations.length > 0 ? [`## Where it occurs\n\n${operations.join('\n')}`] : []),
  ]
    .join('\n\n')
    .concat('\n');
}
