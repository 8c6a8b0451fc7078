import { afterEach, expect, it } from 'vitest';
import { withEnvironment } from '../../src/services/lambda/environment.ts';
import { startFixture, type Fixture } from './fixture.ts';
import { signedHeaders } from './signing.ts';

let fixture: Fixture;
afterEach(() => fixture.close());

const ofTheConnection = new Set(['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding']);

/** A function's request. */
const publish = async (query: string): Promise<Response> => {
  const body = JSON.stringify({ query });
  const headers = await signedHeaders(fixture.api.graphqlUrl, body);
  return withEnvironment({}, () => fetch(new URL(fixture.api.graphqlUrl), { method: 'POST', headers, body }));
};

it('a function gets the answer that it would get over a socket', async () => {
  fixture = await startFixture();
  const query = '{ __typename }';
  const overSocket = await fixture.asSystem(query);
  const response = await publish(query);
  expect(await response.text()).toBe(overSocket.text);
  expect(overSocket.headers.get('content-length')).toBe(String(Buffer.byteLength(overSocket.text)));
  expect([...response.headers.keys()]).toEqual(
    [...overSocket.headers.keys()].filter((name) => !ofTheConnection.has(name)),
  );
});

it('a restart breaks off what has not been answered', async () => {
  fixture = await startFixture();
  const arrived = new Promise<void>((resolve) => {
    fixture.api.faults.delayResponse = () => {
      resolve();
      return 2_000_000_000;
    };
  });
  const refused = expect(publish('{ __typename }')).rejects.toThrow('fetch failed');
  await arrived;
  await fixture.api.restart();
  await refused;
});
