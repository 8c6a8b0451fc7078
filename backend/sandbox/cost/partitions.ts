/** Which partitions of the table and its indexes a call writes to, and how much stays there, read from the table's stream. */
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  type _Record,
} from '@aws-sdk/client-dynamodb-streams';
import { table } from '../../src/data/table.ts';
import type { Sandbox } from '../src/index.ts';
import { data, type Item } from '../src/services/dynamodb/dynalite.ts';

/** Writes a call makes to each kind of partition, such as `gsi1 B#{bld}`; what stands in braces differs from call to call. */
export type PartitionWrites = Readonly<Record<string, number>>;

/** How much a call leaves in one Region, in the table and its indexes together. */
export interface Growth {
  /** Bytes that stay; fewer than before where a call shrinks an item. */
  readonly keptBytes: number;
  /** Bytes times the days until their time to live deletes them. */
  readonly expiringByteDays: number;
}

export interface Written {
  readonly partitions: PartitionWrites;
  /** Write units of one other Region for the deletion, one day, of what expires. */
  readonly expiringUnits: number;
  readonly growth: Growth;
}

export interface WrittenPartitions {
  /** Of all changes since the last call of this function. */
  take(): Promise<Written>;
  close(): void;
}

export async function followPartitions({
  dynamodbUrl,
  awsCredentials,
}: Pick<Sandbox, 'dynamodbUrl' | 'awsCredentials'>): Promise<WrittenPartitions> {
  const client = new DynamoDBStreamsClient({
    endpoint: dynamodbUrl,
    region: 'us-east-1',
    credentials: awsCredentials,
  });
  const { Streams = [] } = await client.send(new ListStreamsCommand({ TableName: table.name }));
  const StreamArn = Streams[0]?.StreamArn;
  const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }));
  const ShardId = StreamDescription?.Shards?.at(-1)?.ShardId;
  const first = await client.send(
    new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'LATEST' }),
  );
  let iterator = first.ShardIterator;
  return {
    async take() {
      const partitions: Record<string, number> = {};
      const growth = { keptBytes: 0, expiringByteDays: 0 };
      let expiringUnits = 0;
      for (;;) {
        const page = await client.send(new GetRecordsCommand({ ShardIterator: iterator }));
        iterator = page.NextShardIterator;
        const { Records = [] } = page;
        if (Records.length === 0) return { partitions, expiringUnits, growth };
        for (const partition of Records.flatMap(partitionsOf))
          partitions[partition] = (partitions[partition] ?? 0) + 1;
        for (const { dynamodb } of Records) {
          addGrowth(growth, dynamodb?.OldImage, -1);
          addGrowth(growth, dynamodb?.NewImage, 1);
          expiringUnits += deletionUnits(dynamodb?.NewImage) - deletionUnits(dynamodb?.OldImage);
        }
      }
    },
    close: () => client.destroy(),
  };
}

const keyNames = [
  { name: 'table', partitionKey: table.partitionKey },
  ...table.globalSecondaryIndexes.map(({ name, partitionKey }) => ({ name, partitionKey })),
];

/** A key that changes is written twice: the old entry goes, the new one comes. */
function partitionsOf({ dynamodb }: _Record): string[] {
  return keyNames.flatMap(({ name, partitionKey }) => {
    const [before, after] = [dynamodb?.OldImage, dynamodb?.NewImage].map((image) => image?.[partitionKey]?.S);
    const touched = new Set([before, after].filter((key) => key !== undefined));
    return [...touched].map((key) => `${name} ${kindOf(key)}`);
  });
}

/** Beside its attributes an item is charged for this much, in the table and in each index (Amazon DynamoDB pricing, "Data storage"). */
const OVERHEAD_BYTES = 100;
const secondsADay = 86_400;

function addGrowth(
  growth: { keptBytes: number; expiringByteDays: number },
  image: NonNullable<_Record['dynamodb']>['NewImage'],
  sign: 1 | -1,
): void {
  if (image === undefined) return;
  const copies = keyNames.filter(({ partitionKey }) => image[partitionKey]?.S !== undefined).length;
  const bytes = sign * copies * (data.itemSize(image as Item) + OVERHEAD_BYTES);
  const expiresAt = image[table.timeToLiveAttribute]?.N;
  if (expiresAt === undefined) growth.keptBytes += bytes;
  else growth.expiringByteDays += (bytes * (Number(expiresAt) - Date.now() / 1000)) / secondsADay;
}

/**
 * What the time to live deletes, it deletes without a charge in one Region, and by a replicated write in each other (DynamoDB Developer
 * Guide, "Throughput capacity planning for DynamoDB global tables").
 */
const deletionUnits = (image: NonNullable<_Record['dynamodb']>['NewImage']): number =>
  image?.[table.timeToLiveAttribute] === undefined ? 0 : Math.ceil(data.itemSize(image as Item) / 1024);

/** Of what an id is that stands in a key behind a letter. */
const kindOfLetter: Readonly<Record<string, string>> = { P: 'prt', L: 'lkr', B: 'bld', D: 'dlv' };

/** A key without what differs from call to call. */
const kindOf = (key: string): string =>
  key
    .replace(
      /\b([A-Z])#[0-9A-HJKMNP-TV-Z]{26}\b/g,
      (_, letter: string) => `${letter}#{${kindOfLetter[letter] ?? letter}}`,
    )
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g, '{user}')
    .replace(/\d{4}-\d{2}(-\d{2})?/g, '{day}')
    .replace(/(?<=^[A-Z]+#)\d$/, '{shard}');
