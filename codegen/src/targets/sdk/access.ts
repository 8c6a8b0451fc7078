/** Who may call what, for errors that tell a caller what is missing. Apart from the methods: it is loaded with the first refusal. */
import type { Operation } from '../../contract/openapi/operations.ts';
import { comment, literal } from '../../typescript/text.ts';

export function access(operations: readonly Operation[]): string {
  const entries = operations
    .filter((operation) => !operation.open)
    .map(({ operationId, scopes, groups }) => `  ${operationId}: ${literal({ scopes, groups })},\n`);
  return `${comment('Scopes that a token must hold, and groups whose members may call, by operation.')}export const access: Readonly<Record<string, { readonly scopes: readonly string[]; readonly groups: readonly string[] }>> = {\n${entries.join('')}};\n`;
}
