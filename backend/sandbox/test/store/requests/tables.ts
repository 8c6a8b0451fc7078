/** What is asked about tables. */
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { Command } from '../outcome.ts';
import { tableInput } from '../fixture.ts';

export function tables(TableName: string): Record<string, Command> {
  const timeToLive = (Enabled: boolean, AttributeName: string) =>
    new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { Enabled, AttributeName } });
  const stream = (StreamEnabled: boolean) =>
    new UpdateTableCommand({
      TableName,
      StreamSpecification: {
        StreamEnabled,
        ...(StreamEnabled ? { StreamViewType: 'NEW_AND_OLD_IMAGES' } : {}),
      },
    });
  return {
    'create it again': new CreateTableCommand(tableInput(TableName)),
    'describe one that is not there': new DescribeTableCommand({ TableName: 'no-table' }),
    'time to live before': new DescribeTimeToLiveCommand({ TableName }),
    'time to live off before it is on': timeToLive(false, 'expiresAt'),
    'time to live on': timeToLive(true, 'expiresAt'),
    'time to live on again': timeToLive(true, 'expiresAt'),
    'time to live on another attribute': timeToLive(true, 'other'),
    'time to live after': new DescribeTimeToLiveCommand({ TableName }),
    'time to live of none': new DescribeTimeToLiveCommand({ TableName: 'no-table' }),
    'a second stream': stream(true),
    'delete one that is not there': new DeleteTableCommand({ TableName: 'no-table' }),
  };
}
