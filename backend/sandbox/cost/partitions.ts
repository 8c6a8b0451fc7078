/** Which partitions of the table and its indexes a call writes to, read from the table's stream. */
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

/** Writes a call makes to each kind of partition, such as `gsi1 B#{bld}`; what stands in braces differs from call to call. */
export type PartitionWrites = Readonly<Record<string, number>>;

export interface WrittenPartitions {
  /** Of all changes since the last call of this function. */
  take(): Promise<PartitionWrites>;
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
      const writes: Record<string, number> = {};
      for (;;) {
        const page = await client.send(new GetRecordsCommand({ ShardIterator: iterator }));
        iterator = page.NextShardIterator;
        const { Records = [] } = page;
        if (Records.length === 0) return writes;
        for (const partition of Records.flatMap(partitionsOf))
          writes[partition] = (writes[partition] ?? 0) + 1;
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
