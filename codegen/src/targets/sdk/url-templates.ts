/** The path of each operation as the contract writes it, by which telemetry groups calls. */
import type { Operation } from '../../contract/openapi/operations.ts';
import { comment } from '../../typescript/text.ts';

export function urlTemplates(operations: readonly Operation[]): string {
  const entries = operations.map(({ operationId, path }) => `  ${operationId}: '${path}',\n`);
  return `${comment('Paths with their parameters left open, by operation: `url.template` of OpenTelemetry.')}export const urlTemplates: Readonly<Record<string, string>> = {\n${entries.join('')}};\n`;
}
