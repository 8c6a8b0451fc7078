/** What is wrong with a contract, with the place to look at and what to do: never a stack trace. */

export interface Finding {
  /** Relative to the repository root. */
  readonly file: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  /** What is wrong, and how it is put right. */
  readonly message: string;
}

/** `schema/openapi.yaml:12:5 GET /invoices: has no operationId; …`: editors and terminals link the place. */
export function formatFinding({ file, line, column, message }: Finding): string {
  return `${[file, line, column].filter((part) => part !== undefined).join(':')} ${message}`;
}

/** A contract that cannot be generated from, with everything that is wrong with it. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    super(findings.map(formatFinding).join('\n'));
    this.findings = findings;
  }
}

/** One thing that is wrong, where only the file is known. */
export const contractError = (file: string, message: string): ContractError =>
  new ContractError([{ file, message }]);

/** @throws ContractError unless there is nothing to find */
export function refuse(findings: readonly Finding[]): void {
  if (findings.length > 0) throw new ContractError(findings);
}
