/** What the author of a contract is told. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { ContractError } from '../src/contract/finding.ts';
import { repositoryRoot } from '../src/contract/root.ts';

export const readText = (file: string): Promise<string> => readFile(path.join(repositoryRoot, file), 'utf8');

/** What is refused with, or `accepted`. */
export function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    // Anything else is a crash of ours, whatever it says.
    expect(error).toBeInstanceOf(ContractError);
    return (error as Error).message;
  }
  return 'accepted';
}

/** A mistake of the hand: the text with one place changed, which must be there. */
export function changed(text: string, from: string | RegExp, to: string): string {
  const after = text.replace(from, to);
  expect(after).not.toBe(text);
  return after;
}

/** Every line names its place in a file of the contract. */
export function expectPlaces(told: string, file: string): void {
  const place = new RegExp(`^${file.replaceAll('.', '\\.')}:\\d+:\\d+ \\S`);
  expect(told.split('\n').filter((line) => !place.test(line))).toEqual([]);
}
