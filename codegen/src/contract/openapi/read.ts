/** Reads the REST contract, or says where it cannot be used. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { LineCounter, parseDocument, type Document } from 'yaml';
import { ContractError, refuse, type Finding } from '../finding.ts';
import { position } from '../position.ts';
import { repositoryRoot } from '../root.ts';
import { contractPath, type OpenApiDocument } from './document.ts';
import type { Mistake, Path } from './node.ts';
import { listOperations } from './operations.ts';
import { nameMistakes, shapeMistakes } from './supported.ts';

/**
 * The contract as written, references unresolved. A fresh copy on every call, so that a caller may change it.
 *
 * @throws ContractError naming every place that is malformed or outside the supported part of OpenAPI
 */
export async function readContract(
  file: string = path.join(repositoryRoot, contractPath),
): Promise<OpenApiDocument> {
  return parseContract(await readFile(file, 'utf8'), path.relative(repositoryRoot, file));
}

/**
 * A contract of the past, read as it was written: what was released under the rules of its day is not held to today's.
 *
 * @throws ContractError if it is no YAML
 */
export async function readReleasedContract(file: string): Promise<OpenApiDocument> {
  return parseYaml(
    await readFile(file, 'utf8'),
    path.relative(repositoryRoot, file),
  ).toJS() as OpenApiDocument;
}

/** @param name of the file, for messages */
export function parseContract(text: string, name: string = contractPath): OpenApiDocument {
  const lines = new LineCounter();
  const yaml = parseYaml(text, name, lines);
  const document = yaml.toJS() as OpenApiDocument;
  const located = ({ at, message }: Mistake): Finding => ({
    file: name,
    ...position(yaml, lines, at),
    message,
  });
  refuse(shapeMistakes(document).map(located));
  refuse(nameMistakes(document, listOperations(document)).map(located));
  return document;
}

/** What a generator cannot carry, at its place in the contract as it is on disk. */
export function restMistake(at: Path, message: string): ContractError {
  const lines = new LineCounter();
  const yaml = parseYaml(readFileSync(path.join(repositoryRoot, contractPath), 'utf8'), contractPath, lines);
  return new ContractError([{ file: contractPath, ...position(yaml, lines, at), message }]);
}

function parseYaml(text: string, name: string, lines = new LineCounter()): Document {
  const yaml = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  refuse(
    yaml.errors.map(({ message, pos: [start] }): Finding => {
      const { line, col } = lines.linePos(start);
      return { file: name, line, column: col, message: `is no YAML here: ${message}` };
    }),
  );
  return yaml;
}
