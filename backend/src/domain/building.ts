/** Buildings: where lockers stand. */
import type { Address } from './locker.ts';
import { invalidInput, Refusal } from './refusal.ts';

export interface Building {
  readonly id: string;
  readonly name: string;
  readonly address: Address;
  /**
   * Changed with the locker in one transaction, so that no building is deleted under one; it does not raise `version`, because nobody
   * edits it.
   */
  readonly lockerCount: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly version: number;
}

export interface BuildingInput {
  readonly name: string;
  readonly address: Address;
}

export const newBuilding = (id: string, { name, address }: BuildingInput, now: string): Building => ({
  id,
  name,
  address,
  lockerCount: 0,
  createdAt: now,
  updatedAt: now,
  version: 1,
});

export const changeBuilding = (
  building: Building,
  change: Partial<BuildingInput>,
  now: string,
): Building => ({
  ...building,
  ...change,
  updatedAt: now,
  version: building.version + 1,
});

/** @throws Refusal `building_in_use` while lockers stand in it */
export const requireNoLockers = ({ id, lockerCount }: Building): void => {
  if (lockerCount > 0)
    throw new Refusal('building_in_use', `Building ${id} has ${lockerCount} lockers. Delete them first.`);
};

/** A building that a request names and that is not there. @param pointer - where it is named */
export const unknownBuilding = (pointer: string, id: string): Refusal =>
  invalidInput(pointer, `there is no building ${id}`);
