/** With X-Ray there, as on AWS: a call is a subsegment of the function's, and what it asks of AWS a subsegment of that. */
import dgram from 'node:dgram';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBackend, type Backend } from './fixture.ts';

interface Segment {
  readonly id: string;
  readonly name: string;
  readonly parent_id: string;
  readonly trace_id: string;
  readonly aws?: { readonly operation: string };
}

const traceId = '1-5759e988-bd862e3fe1be46a994272793';
const parentId = '557abcec3ee5a047';

let backend: Backend;
const daemon = dgram.createSocket('udp4');
const segments: Segment[] = [];

beforeAll(async () => {
  await new Promise<void>((resolve) => void daemon.bind(0, '127.0.0.1', resolve));
  // A datagram is a header line and a segment ("Sending trace data to X-Ray").
  daemon.on('message', (message) =>
    segments.push(JSON.parse(message.toString().split('\n')[1] ?? '') as Segment),
  );
  backend = await startBackend({
    POWERTOOLS_TRACE_ENABLED: 'true',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
    LAMBDA_TASK_ROOT: '/var/task',
    AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${daemon.address().port}`,
    _X_AMZN_TRACE_ID: `Root=${traceId};Parent=${parentId};Sampled=1`,
  });
});
afterAll(async () => {
  await backend.close();
  daemon.close();
});

describe('a trace', () => {
  it('holds the operation under its name, and the table under the operation', async () => {
    expect((await backend.call('getHealth', { query: { deep: 'true' } })).status).toBe(200);
    await expect.poll(() => segments.length).toBe(2);
    const operation = segments.find(({ name }) => name === 'getHealth');
    expect(operation).toMatchObject({ trace_id: traceId, parent_id: parentId });
    const table = segments.find(({ name }) => name === 'DynamoDB');
    expect(table).toMatchObject({
      trace_id: traceId,
      parent_id: operation?.id,
      aws: { operation: 'GetItem' },
    });
  });
});
