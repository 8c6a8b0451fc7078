import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partner, startBackend, type Backend } from './fixture.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await startBackend();
});
afterAll(() => backend.close());

describe('a table that does not answer', () => {
  it('makes calls and the deep health check 503 and leaves the shallow one well', async () => {
    await backend.dynamodb.close();
    const refused = await backend.refused('listInvoices', { caller: partner(1) });
    expect(refused.body).toMatchObject({ status: 503, code: 'service_unavailable' });
    expect(refused.headers['Retry-After']).toBe('1');
    expect(JSON.stringify(refused.body)).not.toContain('ECONNREFUSED');
    const deep = await backend.refused('getHealth', { query: { deep: 'true' } });
    expect(deep.body).toMatchObject({ status: 503, code: 'service_unavailable' });
    expect((await backend.call('getHealth', {})).status).toBe(200);
  });
});
