/** The operations that need neither token nor API key, for calls that are known by their path alone. */
import type { Operation } from '../../contract/openapi/operations.ts';
import { comment } from '../../typescript/text.ts';

export function openOperations(operations: readonly Operation[]): string {
  const open = operations
    .filter((operation) => operation.open)
    .map(({ method, path }) => `  '${method.toUpperCase()} ${path}',\n`);
  return `${comment('Operations that everybody may call: neither token nor API key is sent with them.')}export const openOperations: readonly string[] = [\n${open.join('')}];\n`;
}
