/** How a command of codegen ends: what is wrong with a contract is told with its places, and with an exit code of its own. */
import { ContractError } from './contract/finding.ts';

/** Exit code of a contract that cannot be used; 1 is what the command itself looks for, 2 is wrong usage. */
export const contractErrorCode = 3;

export async function runCommand(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    console.error(error.message);
    process.exitCode = contractErrorCode;
  }
}
