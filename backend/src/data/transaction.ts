/** Writes that happen together or not at all. */
import { setTimeout as sleep } from 'node:timers/promises';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { Refusal } from '../domain/refusal.ts';
import type { TableClient } from './table-client.ts';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];
type WithoutTable<Part> = Part extends undefined ? never : Omit<NonNullable<Part>, 'TableName'>;

/** One write of a transaction; `label` names it when its condition fails. */
export type Write = { readonly label: string } & (
  | { readonly Put: WithoutTable<TransactItem['Put']> }
  | { readonly Update: WithoutTable<TransactItem['Update']> }
  | { readonly Delete: WithoutTable<TransactItem['Delete']> }
  | { readonly ConditionCheck: WithoutTable<TransactItem['ConditionCheck']> }
);

/** Somebody else was faster: the conditions of these writes did not hold and nothing was written. */
export class ConditionFailed extends Error {
  override readonly name = 'ConditionFailed';
  readonly labels: readonly string[];

  constructor(labels: readonly string[]) {
    super(`The condition of ${labels.join(' and ')} did not hold.`);
    this.labels = labels;
  }
}

/** Attempts before a busy item is given up; with the pauses between them two to three seconds. */
const ATTEMPTS = 12;

/** Full jitter: callers that met once do not meet again. */
const pause = (attempt: number): Promise<unknown> => sleep(Math.random() * Math.min(20 * 2 ** attempt, 500));

const withTable = ({ label: _label, ...write }: Write, tableName: string): TransactItem =>
  Object.fromEntries(
    Object.entries(write).map(([kind, part]) => [kind, { ...part, TableName: tableName }]),
  ) as TransactItem;

/**
 * Writes all or nothing.
 *
 * @throws ConditionFailed when a condition did not hold
 * @throws Refusal `write_conflict` when other transactions kept the items busy
 */
export const transact = async (table: TableClient, writes: readonly Write[]): Promise<void> => {
  const command = new TransactWriteCommand({
    TransactItems: writes.map((write) => withTable(write, table.name)),
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
      if (attempt === ATTEMPTS) throw writeConflict();
      await pause(attempt);
    }
  }
};

const writeConflict = (): Refusal =>
  new Refusal('write_conflict', 'Others were writing to the same resource. Repeat the call.', {
    retryAfter: 1,
  });

/**
 * Reads, decides and writes again when somebody else's write came between: the decision is always made on what is there.
 * A failed condition of `once` is no reason to try again: the work has been done.
 *
 * @throws Refusal `write_conflict` when it was overtaken every time
 */
export const retryWhenOvertaken = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ConditionFailed) || error.labels.includes('once')) throw error;
      if (attempt === ATTEMPTS) throw writeConflict();
      await pause(attempt);
    }
  }
};
