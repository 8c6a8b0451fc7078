/** The command line's half of the contract: every operation as a command, with its arguments, its flags and an example. */
import { contractPath } from '../../contract/openapi/document.ts';
import { listOperations } from '../../contract/openapi/operations.ts';
import { readContract } from '../../contract/openapi/read.ts';
import { generatedHeader, type GeneratedFiles, type Generator } from '../../generator.ts';
import { comment, literal } from '../../typescript/text.ts';
import { oneLine } from '../sdk/method-doc.ts';
import { environments } from '../sdk/environments.ts';
import { fileName } from '../../contract/openapi/names.ts';
import { operationCommand } from './operation-command.ts';

const folder = 'sdk/cli/src/generated';

export const cliGenerator: Generator = {
  name: 'cli',
  async generate(): Promise<GeneratedFiles> {
    const document = await readContract();
    const commands = listOperations(document).map((operation) => operationCommand(document, operation));
    const resources = document.tags.map(({ name, description }) => ({
      name: fileName(name),
      description: oneLine(description),
    }));
    const text = `${generatedHeader(contractPath)}
import type { OperationCommand, ResourceCommand } from '../operations/operation-command.ts';

${comment('The resources of the contract, each a command with its operations below it.')}export const resources: readonly ResourceCommand[] = [
${resources.map((resource) => `  ${literal(resource, { indent: '  ', spread: true })},\n`).join('')}];

${comment('The operations of the contract, in its order.')}export const operations: readonly OperationCommand[] = [
${commands.map((command) => `  ${literal(command, { indent: '  ', spread: true })},\n`).join('')}];
`;
    return new Map([
      [`${folder}/operations.ts`, text],
      [`${folder}/environments.ts`, `${generatedHeader(contractPath)}\n${environments(document)}`],
    ]);
  },
};
