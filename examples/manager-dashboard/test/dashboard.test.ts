/** The dashboard as a manager uses it: in Chromium, by keyboard, against the whole sandbox. */
import { writeFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { clientCredentials, Northwind } from '@northwind/sdk';
import { cognitoUsers } from '@northwind/sdk/cognito';
import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LockerSnapshot } from '../src/lockers/locker-state.ts';
import { readLocker, readLockers } from '../src/lockers/queries.ts';
import {
  accessibilityViolations,
  hasChromium,
  launchChromium,
  openDashboard,
  takeScreenshot,
  whyNot,
} from './browser.ts';
import { reportDoor } from './locker-device.ts';
import { serveDashboard } from './page-server.ts';
import { startSandbox, type SandboxProcess } from './sandbox.ts';
import { layLine, type UnreliableLine } from './unreliable-line.ts';

if (!hasChromium) console.warn(`examples/manager-dashboard is not tested in a browser: ${whyNot}`);

describe.skipIf(!hasChromium)('the dashboard in Chromium', () => {
  const closers: (() => unknown)[] = [];
  let sandbox: SandboxProcess;
  let line: UnreliableLine;
  let browser: Browser;
  let manager: { username: string; password: string };
  /** What the manager may ask, past the page. */
  let northwind: Northwind;
  let page: Page;

  beforeAll(async () => {
    sandbox = await startSandbox();
    closers.push(sandbox.stop);
    const { ready, folder } = sandbox;
    line = await layLine(ready.graphqlUrl);
    closers.push(line.close);
    const settings = path.join(folder, '.env');
    await writeFile(settings, (await readFile(settings, 'utf8')).replace(ready.graphqlUrl, line.url));
    const server = await serveDashboard(folder);
    closers.push(server.close);
    browser = await launchChromium(server.url);
    closers.push(() => browser.close());

    manager = ready.users.find(({ groups }) => groups.includes('manager'))!;
    const users = cognitoUsers({
      userPoolId: ready.userPoolId,
      clientId: ready.webClientId,
      endpoint: new URL(ready.tokenUrl).origin,
    });
    const step = await users.signIn(manager.username, manager.password);
    if (step.step !== 'signed-in') throw new Error(`a manager is asked for ${step.step}`);
    northwind = new Northwind({
      environment: { restUrl: ready.restUrl, graphqlUrl: ready.graphqlUrl },
      auth: step.session,
    });
  });
  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail')
      await takeScreenshot(page, `failed-${task.name.replaceAll(/\W+/g, '-')}`);
    line.mend();
    await page.context().close();
  });

  const open = async (options?: Parameters<typeof openDashboard>[1]): Promise<void> => {
    page = await openDashboard(browser, options);
  };
  /** By keyboard alone: the first field has the focus. */
  const typePassword = async (user: typeof manager): Promise<void> => {
    await page.getByLabel('User name').and(page.locator(':focus')).waitFor();
    await page.keyboard.type(user.username);
    await page.keyboard.press('Tab');
    await page.keyboard.type(user.password);
    await page.keyboard.press('Enter');
  };
  const signIn = async (): Promise<void> => {
    await typePassword(manager);
    await page.getByRole('heading', { name: 'Lockers', exact: true }).waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
  };
  const card = (locker: LockerSnapshot) => page.getByRole('article', { name: locker.name, exact: true });
  const firstLocker = async (): Promise<LockerSnapshot> => {
    const [id] = (await readLockers(northwind)).map((locker) => locker.id).toSorted();
    return readLocker(northwind, id!);
  };
  const tabTo = async (name: string): Promise<void> => {
    const button = page.getByRole('button', { name, exact: true });
    await button.waitFor();
    const target = button.and(page.locator(':focus'));
    for (let presses = 0; presses < 60; presses += 1) {
      if ((await target.count()) > 0) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`the Tab key does not come to the button "${name}"`);
  };

  it('signs a manager in by keyboard and shows every locker of their buildings', async () => {
    await open();
    await takeScreenshot(page, 'sign-in');
    expect(await accessibilityViolations(page)).toEqual([]);
    await signIn();
    const lockers = await readLockers(northwind);
    expect(lockers.length).toBeGreaterThan(1);
    const names = await page.getByRole('article').getByRole('heading').allTextContents();
    expect(names.toSorted()).toEqual(lockers.map(({ name }) => name).toSorted());
    // The focus is where reading begins, not lost with the form.
    await expect.poll(() => page.locator(':focus').textContent()).toBe('Lockers');
    await takeScreenshot(page, 'wall');
    expect(await accessibilityViolations(page)).toEqual([]);
  });

  it('says what is wrong with a password, and puts the focus back on it', async () => {
    await open();
    await page.getByLabel('User name').fill(manager.username);
    await page.getByLabel('Password').fill('Not-the-passw0rd');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('User name or password is wrong.').waitFor();
    await expect.poll(() => page.locator(':focus').getAttribute('name')).toBe('password');
    expect(await accessibilityViolations(page)).toEqual([]);
  });

  it('opens and closes a door on the wall when the locker reports it, and announces it', async () => {
    await open();
    await signIn();
    const locker = await firstLocker();
    const door = locker.compartments.find((candidate) => candidate.status !== 'OUT_OF_SERVICE')!;
    const tile = card(locker)
      .getByRole('listitem')
      .filter({ hasText: `Door ${door.number},` });
    await reportDoor(sandbox.ready, locker.id, door.id, 'door_opened');
    await tile.getByText('door open').waitFor();
    await page.getByText(`${locker.name}: Door ${door.number} opened.`).waitFor();
    await takeScreenshot(page, 'door-open');
    expect(await accessibilityViolations(page)).toEqual([]);
    await reportDoor(sandbox.ready, locker.id, door.id, 'door_closed');
    await tile.getByText('door closed').waitFor();
  });

  it('reserves a door when a partner announces a delivery', async () => {
    await open();
    await signIn();
    const { restUrl, tokenUrl, clients } = sandbox.ready;
    const { apiKey, clientId, clientSecret } = clients[0]!;
    const partner = new Northwind({
      environment: { restUrl, tokenUrl },
      auth: clientCredentials({ clientId, clientSecret }),
      apiKey,
    });
    const locker = await firstLocker();
    const delivery = await partner.deliveries.create({
      lockerId: locker.id,
      size: 'small',
      expectedOn: new Date().toISOString().slice(0, 10),
      recipient: { name: 'Ada Example' },
    });
    const { number } = locker.compartments.find(({ id }) => id === delivery.compartmentId)!;
    await card(locker).getByText(`Door ${number} reserved for a delivery`).waitFor();
    await card(locker)
      .getByRole('listitem')
      .filter({ hasText: `Door ${number},` })
      .getByText('reserved')
      .waitFor();
  });

  it('shows that the connection is lost, and afterwards what happened meanwhile', async () => {
    await open();
    await signIn();
    const locker = await firstLocker();
    const door = locker.compartments.at(-1)!;
    line.cut();
    await page.getByRole('status').getByText('Connection lost, reconnecting…').waitFor();
    await takeScreenshot(page, 'reconnecting');
    expect(await accessibilityViolations(page)).toEqual([]);
    await reportDoor(sandbox.ready, locker.id, door.id, 'door_opened');
    await expect
      .poll(async () => (await readLocker(northwind, locker.id)).sequence)
      .toBe(locker.sequence + 1);
    line.mend();
    await page.getByRole('status').getByText('Live', { exact: true }).waitFor();
    await card(locker)
      .getByRole('listitem')
      .filter({ hasText: `Door ${door.number},` })
      .getByText('door open')
      .waitFor();
  });

  it('shows the history of a locker in a dialog that the keyboard opens and closes', async () => {
    await open();
    await signIn();
    const { name, sequence } = await firstLocker();
    await tabTo(`History of ${name}`);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: `History of ${name}` });
    await dialog.getByRole('row').nth(1).waitFor();
    expect(await dialog.getByRole('row').nth(1).getByRole('cell').last().textContent()).toBe(
      String(sequence),
    );
    const shown = await dialog.getByRole('row').count();
    await takeScreenshot(page, 'history');
    expect(await accessibilityViolations(page)).toEqual([]);
    await tabTo('Show older events');
    await page.keyboard.press('Enter');
    await expect.poll(() => dialog.getByRole('row').count()).toBeGreaterThan(shown);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => page.locator(':focus').textContent()).toContain(`History of ${name}`);
  });

  it('keeps the session over a reload, and forgets it everywhere on demand', async () => {
    await open();
    await signIn();
    await page.reload();
    await page.getByRole('heading', { name: 'Lockers', exact: true }).waitFor();
    await tabTo('Sign out everywhere');
    await page.keyboard.press('Enter');
    const question = page.getByRole('dialog', { name: 'Sign out everywhere?' });
    await question.getByRole('button', { name: 'Sign out everywhere' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('You have signed out on all your devices.').waitFor();
    await expect.poll(() => page.evaluate(() => localStorage.length)).toBe(0);
    await page.reload();
    await page.getByLabel('User name').waitFor();
  });

  it('signs out on this device even without a network, and says that the others could not be reached', async () => {
    await open();
    await signIn();
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByRole('status').getByText('your other devices could not be reached').waitFor();
    await expect.poll(() => page.evaluate(() => localStorage.length)).toBe(0);
  });

  it('signs out in all tabs of the browser', async () => {
    await open();
    await signIn();
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.getByRole('button', { name: 'Sign out', exact: true }).click();
    await other.getByText('You have signed out.').waitFor();
    await page.getByText('You have signed out in another tab.').waitFor();
  });

  it('asks for the code of an authenticator app, and tells a courier that the wall is not for them', async () => {
    await open();
    const courier = sandbox.ready.users.find(({ groups }) => groups.includes('courier'))!;
    await typePassword(courier);
    await page.getByLabel('Code', { exact: true }).and(page.locator(':focus')).waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.keyboard.type(new TOTP({ secret: Secret.fromBase32(courier.totpSecret!) }).generate());
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('Only managers see lockers here.').waitFor();
  });

  it('signs in on the user pool’s own page', async () => {
    await open();
    await tabTo('Use Northwind’s sign-in page');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.port !== '5173');
    await page.locator('input[name=username]').fill(manager.username);
    await page.locator('input[name=password]').fill(manager.password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Lockers', exact: true }).waitFor();
    expect(page.url()).toBe('http://localhost:5173/');
  });

  it('is whole on a phone, and in the dark', async () => {
    await open({ viewport: { width: 360, height: 740 }, colorScheme: 'dark' });
    await takeScreenshot(page, 'sign-in-phone');
    await signIn();
    await takeScreenshot(page, 'wall-phone');
    const { scroll, client } = await page.evaluate(() => ({
      scroll: document.documentElement.scrollWidth,
      client: document.documentElement.clientWidth,
    }));
    expect(scroll).toBe(client);
    expect(await accessibilityViolations(page)).toEqual([]);
  });
});
