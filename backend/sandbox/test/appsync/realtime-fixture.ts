// What the tests of the real-time protocol begin with: one API for a file, and clients that are closed after each test.
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { startFixture, type Fixture } from './fixture.ts';
import { RealtimeClient, type Carrier } from './realtime-client.ts';

const clients: RealtimeClient[] = [];

/** The API of this file; there from the first test on. */
export let fixture: Fixture;

/** Starts the API before the tests of the file that calls this, and closes what they opened. */
export function useRealtimeFixture(): void {
  beforeAll(async () => {
    fixture = await startFixture();
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
  });
  afterAll(async () => {
    await fixture.close();
  });
}

/** Closes this client too when its test is over. */
export const closeLater = (client: RealtimeClient): void => void clients.push(client);

export async function connect(carrier?: Carrier, on = fixture): Promise<RealtimeClient> {
  const client = await RealtimeClient.connect(on.api.realtimeUrl, await on.userAuthorization(), carrier);
  closeLater(client);
  return client;
}

export const onNoteOf = (argument: string) => `subscription { onNote${argument} { room author text } }`;

const publishQuietly =
  'mutation ($input: NoteInput!) { publishQuietly(input: $input) { room author text priority tags must place { city } } }';

export const publish = async (input: object, on = fixture) =>
  expect((await on.asUser(publishQuietly, { input })).errors).toBeUndefined();
