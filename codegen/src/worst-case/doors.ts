/** Every place where what a caller or device sends is read: whose it is, what it admits, and how large a value may be. */
import { graphqlDoors } from './graphql-doors.ts';
import { messageDoors, operationDoors } from './schema-doors.ts';
import { signInDoors } from './sign-in-doors.ts';
import { uploadDoors } from './upload-doors.ts';
import type { WorstBody } from './worst-bodies.ts';

export interface Door {
  readonly name: string;
  readonly maxBytes: number;
  readonly bodies: readonly WorstBody[];
  /** Errors of a value, where all that is received is one JSON value and one validator looks at it. */
  readonly validate?: (value: unknown) => readonly unknown[];
  /** What is done with a text until it is refused or found valid. */
  readonly receive: (text: string) => unknown;
}

export const allDoors = async (): Promise<Door[]> =>
  (
    await Promise.all([operationDoors(), messageDoors(), graphqlDoors(), signInDoors(), uploadDoors()])
  ).flat();
