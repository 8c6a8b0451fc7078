/** Reads the REST contract, or says where it cannot be used. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ContractError, refuse, type Finding } from '../finding.ts';
import { parseText } from '../placed-text.ts';
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
  return parseText(await readFile(file, 'utf8'), path.relative(repositoryRoot, file))
    .value as OpenApiDocument;
}

/** @param name of the file, for messages */
export function parseContract(text: string, name: string = contractPath): OpenApiDocument {
  const { value, locate } = parseText(text, name);
  refuse(shapeMistakes(value).map(locate));
  const document = value as OpenApiDocument;
  refuse(nameMistakes(document, listOperations(document)).map(locate));
  return document;
}

/** What a generator cannot carry, at its place in the contract as it is on disk. */
export const restMistake = (at: Path, message: string): ContractError =>
  new ContractError([contractPlaces()({ at, message })]);

/** Where mistakes stand in the contract as it is on disk. */
export const contractPlaces = (root = repositoryRoot): ((mistake: Mistake) => Finding) =>
  parseText(readFileSync(path.join(root, contractPath), 'utf8'), contractPath).locate;
