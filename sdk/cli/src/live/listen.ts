import { isSequenceGapError, type LockerEvent, type Northwind } from '@northwind/sdk';
import { clientAs, type CommonOptions } from '../common-options.ts';
import { identify, urlsOf } from '../credentials/identity.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { write, type Io } from '../io.ts';
import { formatOf } from '../output/format.ts';
import { json } from '../output/json.ts';
import { createCountdown, readCount, type Countdown } from './countdown.ts';
import { forward, webhookId } from './forward.ts';
import { holdAlone } from './only-one.ts';
import { openListenState, stateFileOf, type ListenState } from './listen-state.ts';
import { chooseLockers, type FollowedLocker } from './own-lockers.ts';

export interface ListenOptions extends CommonOptions {
  readonly forwardTo: string;
  readonly locker?: readonly string[];
  readonly building?: readonly string[];
  readonly fromStart?: boolean;
  readonly cursorFile?: string;
  readonly count?: string;
}

/**
 * Posts live events to a server: those of a locker in their order, each until it is acknowledged, and only then is the cursor moved
 * on. So none is lost; one is posted again if this program ends between the two, with the same `webhook-id`.
 */
export async function listen(io: Io, options: ListenOptions): Promise<void> {
  const { forwardTo: url, locker = [], building = [] } = options;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new CliError(`--forward-to must be an http or https URL; got '${url}'.`);
  const countdown = createCountdown(io.signal, readCount('--count', options.count));
  const identity = await identify(io, options);
  const northwind = clientAs(io, options, identity);
  const file = options.cursorFile ?? stateFileOf(io.env, urlsOf(identity.settings).restUrl, url);
  const hold = await holdAlone(file);
  if (!hold)
    throw new CliError(
      `Another \`northwind listen\` keeps its cursors in ${file}: end it, or give this one a --cursor-file of its own.`,
      exitCodes.failure,
    );
  try {
    const state = await openListenState(file, io.env['NORTHWIND_WEBHOOK_SECRET'] || undefined);
    const lockers = await chooseLockers(northwind, { lockers: locker, buildings: building }, io.signal);
    for (const { id, sequence } of lockers)
      if (state.cursorOf(id) === undefined) await state.advance(id, options.fromStart ? 0 : sequence);
    await write(
      io.stderr,
      `Forwarding events of ${lockers.length} locker${lockers.length === 1 ? '' : 's'} to ${url}\nWebhook secret: ${state.secret}\n`,
    );
    const follow = (followed: FollowedLocker): Promise<void> =>
      forwardLocker(io, options, { northwind, state, countdown, url }, followed.id);
    await Promise.all(lockers.map(follow));
  } catch (error) {
    if (!countdown.isDone) throw error;
  } finally {
    northwind.graphql.close();
    hold.release();
  }
}

interface Listener {
  readonly northwind: Northwind;
  readonly state: ListenState;
  readonly countdown: Countdown;
  readonly url: string;
}

async function forwardLocker(
  io: Io,
  options: ListenOptions,
  { northwind, state, countdown, url }: Listener,
  lockerId: string,
): Promise<void> {
  const { signal } = countdown;
  for (;;) {
    const after = state.cursorOf(lockerId);
    try {
      for await (const event of northwind.live.lockerEvents({ lockerId, after, signal })) {
        const attempts = await forward(event, {
          url,
          secret: state.secret,
          signal,
          onFailure: (what, delayMs) =>
            void io.stderr.write(`${webhookId(event)}: ${what}; again in ${delayMs / 1000} s\n`),
        });
        await state.advance(lockerId, event.sequence);
        await write(io.stdout, acknowledged(io, options, event, attempts));
        countdown.tick();
      }
      return;
    } catch (error) {
      if (!isSequenceGapError(error)) throw error;
      await write(io.stderr, `Event ${error.sequence} of ${lockerId} is lost; going on behind it.\n`);
      await state.advance(lockerId, error.sequence);
    }
  }
}

function acknowledged(io: Io, options: ListenOptions, event: LockerEvent, attempts: number): string {
  const { lockerId, sequence, type, occurredAt } = event;
  if (formatOf(options, io.stdout, true) === 'table')
    return `${occurredAt}  ${type}  ${lockerId}  #${sequence}${attempts > 1 ? `  attempt ${attempts}` : ''}\n`;
  return `${json({ id: webhookId(event), type, lockerId, sequence, occurredAt, attempts })}\n`;
}
