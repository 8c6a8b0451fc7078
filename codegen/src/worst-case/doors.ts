/** Every place where what a caller or device sends is read. */
import type { Door } from './door.ts';
import { graphqlDoors } from './graphql-doors.ts';
import { messageDoors, operationDoors } from './schema-doors.ts';
import { signInDoors } from './sign-in-doors.ts';
import { uploadDoors } from './upload-doors.ts';

export const allDoors = async (): Promise<Door[]> =>
  (
    await Promise.all([operationDoors(), messageDoors(), graphqlDoors(), signInDoors(), uploadDoors()])
  ).flat();
