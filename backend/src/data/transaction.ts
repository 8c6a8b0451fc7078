/** Writes that happen together or not at all. */
import { setTimeout as sleep } from 'node:timers/promises';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { Refusal } from '../domain/refusal.ts';
import { backoffMs } from '../runtime/backoff.ts';
import { conditionsExpression, updateExpression, type Expression } from './expressions.ts';
import type { TableClient } from './table-client.ts';
import { IDEMPOTENCY_LABEL, type Check, type PutWrite, type UpdateWrite, type Write } from './writes.ts';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** Empty maps of placeholders must be left out: DynamoDB refuses them. */
const placeholders = (parts: readonly (Expression | undefined)[]) => {
  const names = Object.assign({}, ...parts.map((part) => part?.names)) as Record<string, string>;
  const values = Object.assign({}, ...parts.map((part) => part?.values)) as Record<string, unknown>;
  return {
    ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
    ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
  };
};

const conditionPart = (condition: Expression | undefined) =>
  condition ? { ConditionExpression: condition.text } : {};

/** What an UpdateItem request and the update of a transaction have in common. */
export const updateRequest = (table: TableClient, write: UpdateWrite) => {
  const update = updateExpression(write);
  const condition = conditionsExpression(write.conditions);
  return {
    TableName: table.name,
    Key: { ...write.key },
    UpdateExpression: update.text,
    ...conditionPart(condition),
    ...placeholders([update, condition]),
  };
};

const conditional = (table: TableClient, { conditions }: Write | Check) => {
  const condition = conditionsExpression(conditions);
  return { TableName: table.name, ...conditionPart(condition), ...placeholders([condition]) };
};

/** As {@link updateRequest}, of a PutItem. */
export const putRequest = (table: TableClient, write: PutWrite) => ({
  ...conditional(table, write),
  Item: { ...write.item },
});

const transactItem = (table: TableClient, write: Write | Check): TransactItem => {
  if (write.kind === 'update') return { Update: updateRequest(table, write) };
  if (write.kind === 'put') return { Put: putRequest(table, write) };
  const Key = { ...write.key };
  if (write.kind === 'delete') return { Delete: { ...conditional(table, write), Key } };
  return { ConditionCheck: { ConditionExpression: undefined, ...conditional(table, write), Key } };
};

/** Somebody else was faster: the conditions of these writes did not hold and nothing was written. */
export class ConditionFailed extends Error {
  override readonly name = 'ConditionFailed';
  readonly labels: readonly string[];

  constructor(labels: readonly string[]) {
    super(`The condition of ${labels.join(' and ')} did not hold.`);
    this.labels = labels;
  }
}

/**
 * What a failed write is refused with, for a `catch`. Whose work has been done already is left alone: its record answers.
 *
 * @example await table.write(locker).catch(onFailureOf('building', () => unknownBuilding(pointer, id)))
 */
export const onFailureOf =
  (label: string, refusal: () => Refusal) =>
  (error: unknown): never => {
    const isMeant = error instanceof ConditionFailed && error.labels.includes(label);
    throw isMeant && !error.labels.includes(IDEMPOTENCY_LABEL) ? refusal() : error;
  };

/** Attempts before a busy item is given up; with the pauses between them two to three seconds. */
const ATTEMPTS = 12;

const pause = (attempt: number): Promise<unknown> => sleep(backoffMs(attempt, 20, 500));

/**
 * Writes all or nothing.
 *
 * @throws ConditionFailed when a condition did not hold
 * @throws Refusal when other transactions kept the items busy: `idempotency_in_progress` when one of them carries the same
 * `Idempotency-Key`, otherwise `write_conflict`
 */
export const transact = async (table: TableClient, writes: readonly (Write | Check)[]): Promise<void> => {
  const command = new TransactWriteCommand({
    TransactItems: writes.map((write) => transactItem(table, write)),
  });
  for (let attempt = 1; ; attempt += 1) {
    try {
      await table.client.send(command);
      return;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const reasons = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None');
      const failed = writes.filter((_, index) => reasons[index] === 'ConditionalCheckFailed');
      if (failed.length > 0) throw new ConditionFailed(failed.map(({ label }) => label));
      // The SDK does not retry a cancelled transaction, because some never succeed. One that met another does.
      if (!reasons.includes('TransactionConflict')) throw error;
      if (attempt === ATTEMPTS) throw conflictOf(writes, reasons);
      await pause(attempt);
    }
  }
};

const conflictOf = (writes: readonly Pick<Write, 'label'>[], reasons: readonly string[]): Refusal => {
  const record = writes.findIndex(({ label }) => label === IDEMPOTENCY_LABEL);
  if (reasons[record] !== 'TransactionConflict') return writeConflict();
  return new Refusal('idempotency_in_progress', 'Repeat the call with the same key in a moment.', {
    retryAfter: 1,
  });
};

export const writeConflict = (): Refusal =>
  new Refusal('write_conflict', 'Others were writing to the same resource. Repeat the call.', {
    retryAfter: 1,
  });

/**
 * Reads, decides and writes again when somebody else's write came between: the decision is always made on what is there.
 * A failed condition of the idempotency record is no reason to try again: the work has been done.
 *
 * @throws Refusal `write_conflict` when it was overtaken every time
 */
export const retryWhenOvertaken = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ConditionFailed) || error.labels.includes(IDEMPOTENCY_LABEL)) throw error;
      if (attempt === ATTEMPTS) throw writeConflict();
      await pause(attempt);
    }
  }
};
