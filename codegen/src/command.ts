/** How a command of codegen ends: what is wrong with a contract is told with its places, and with an exit code of its own. */
import { ContractError, formatFinding } from './contract/finding.ts';

/** Exit code of a contract that cannot be used; 1 is what the command itself looks for, 2 is wrong usage. */
export const contractErrorCode = 3;
/** Exit code of a crash: Node's own, 1, would say that something was found. */
const crashCode = 4;

/** Nobody reads thousands: a contract from elsewhere is mended from the top. */
const maxShown = 50;

export const shortened = (lines: readonly string[]): string[] =>
  lines.length <= maxShown
    ? [...lines]
    : [...lines.slice(0, maxShown), `… and ${(lines.length - maxShown).toLocaleString('en')} more.`];

export async function runCommand(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    const isFinding = error instanceof ContractError;
    console.error(isFinding ? shortened(error.findings.map(formatFinding)).join('\n') : error);
    process.exitCode = isFinding ? contractErrorCode : crashCode;
  }
}
