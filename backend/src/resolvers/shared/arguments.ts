/** Checks of arguments that the schema's types cannot say. */
import { util } from '@aws-appsync/utils';
import { badRequest } from './errors.ts';

interface Range {
  readonly from: number;
  readonly to: number;
  readonly otherwise: number;
}

/** The argument, or `otherwise` if it was omitted. Refuses what is out of range rather than to correct it silently. */
export function inRange(argument: string, value: number | null | undefined, range: Range): number {
  const number = value ?? range.otherwise;
  if (number < range.from || number > range.to) {
    badRequest(argument, `${argument} must be ${range.from} to ${range.to}.`);
  }
  return number;
}

/** A client mutation id becomes part of a key and of a device command. */
export function checkClientMutationId(id: string): string {
  if (!util.matches('^[A-Za-z0-9_-]{8,64}$', id)) {
    badRequest('clientMutationId', 'clientMutationId must be 8 to 64 characters of A-Z a-z 0-9 _ -.');
  }
  return id;
}
