import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { observe } from '../runtime/observability.ts';
import { workOffStream } from './stream-batch.ts';

const record: DynamoDBRecord = {
  dynamodb: { SequenceNumber: '1', Keys: { pk: { S: 'LOCKER#lkr_1' }, sk: { S: 'EVENT#1' } } },
};

const workOff = async (isActive: boolean, failure?: Error) => {
  const done: DynamoDBRecord[] = [];
  const counted: number[] = [];
  const answer = await workOffStream({ Records: [record] }, observe(), {
    name: 'test',
    isActive: async () => {
      if (failure) throw failure;
      return isActive;
    },
    work: async (each) => void done.push(each),
    failure: 'not done',
    countsOf: (records) => {
      counted.push(records.length);
      return {};
    },
  });
  return { answer, done, counted };
};

describe('a batch of the stream', () => {
  it('is worked off in the active Region', async () => {
    expect(await workOff(true)).toEqual({ answer: { batchItemFailures: [] }, done: [record], counted: [1] });
  });

  it('is passed over in the other one, and not counted there', async () => {
    expect(await workOff(false)).toEqual({ answer: { batchItemFailures: [] }, done: [], counted: [] });
  });

  it('comes again where nobody knows which Region that is', async () => {
    await expect(workOff(true, new Error('no answer'))).rejects.toThrow('no answer');
  });
});
