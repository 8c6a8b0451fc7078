import { isSequenceGapError, type LockerEvent } from '@northwind/sdk';
import { GetLockerDocument, type GetLockerQuery } from '@northwind/sdk/graphql';
import { clientFor, type CommonOptions } from '../common-options.ts';
import { CliError } from '../errors.ts';
import { write, type Io } from '../io.ts';
import { cell } from '../output/cell.ts';
import { formatOf } from '../output/format.ts';
import { json } from '../output/json.ts';
import { tableStyle } from '../output/print.ts';
import { tableOf } from '../output/table.ts';
import { createCountdown, readCount } from './countdown.ts';

export interface WatchOptions extends CommonOptions {
  readonly after?: string;
  readonly count?: string;
}

/** Events below the table. */
const RECENT = 8;

/** Shows what happens at a locker: its compartments as they are on a terminal, else each event as a line. */
export async function watchLocker(io: Io, lockerId: string, options: WatchOptions): Promise<void> {
  if (options.after !== undefined && !/^\d+$/.test(options.after))
    throw new CliError(`--after must be the sequence of an event; got '${options.after}'.`);
  const northwind = await clientFor(io, options);
  const countdown = createCountdown(io.signal, readCount('--count', options.count));
  const isTable = formatOf(options, io.stdout, true) === 'table';
  const readLocker = async (): Promise<GetLockerQuery['getLocker']> =>
    (await northwind.graphql.query(GetLockerDocument, { lockerId }, { signal: io.signal })).getLocker;
  try {
    const locker = await readLocker();
    let recent: LockerEvent[] = [];
    const screen = createScreen(io);
    if (isTable) await screen.show(picture(io, locker, recent));
    // From the state that is shown: what happens meanwhile is not missed.
    const after = options.after === undefined ? locker.sequence : Number(options.after);
    for await (const event of northwind.live.lockerEvents({ lockerId, after, signal: countdown.signal })) {
      if (isTable) {
        recent = [...recent, event].slice(-RECENT);
        await screen.show(picture(io, await readLocker(), recent));
      } else await write(io.stdout, `${json(event)}\n`);
      countdown.tick();
    }
  } catch (error) {
    if (isSequenceGapError(error))
      await write(
        io.stderr,
        `Event ${error.sequence} is lost; --after ${error.sequence} goes on behind it.\n`,
      );
    if (!countdown.isDone) throw error;
  } finally {
    northwind.graphql.close();
  }
}

/** Text in the place of the text before. */
function createScreen({ stdout }: Io): { show(text: string): Promise<void> } {
  let lines = 0;
  return {
    async show(text) {
      const up = lines > 0 && stdout.isTTY ? `\u001b[${lines}A\u001b[J` : '';
      lines = text.split('\n').length - 1;
      await write(stdout, up + text);
    },
  };
}

function picture(io: Io, locker: GetLockerQuery['getLocker'], recent: readonly LockerEvent[]): string {
  const style = tableStyle(io);
  const numbers = new Map(locker.compartments.map(({ id, number }) => [id, number]));
  // What does not fit could not be drawn over.
  const rows = Math.max(3, (io.stdout.rows || Infinity) - RECENT - 6);
  const compartments = locker.compartments.toSorted((a, b) => a.number - b.number).slice(0, rows);
  const hidden = locker.compartments.length - compartments.length;
  const events = recent.map((event) => ({
    time: event.occurredAt.slice(11, 19),
    event: event.type,
    compartment: numbers.get(event.compartmentId ?? ''),
    sequence: event.sequence,
  }));
  return [
    `${cell(locker.name)}  ${locker.status}  #${locker.sequence}\n\n`,
    tableOf(['number', 'size', 'status', 'door', 'deliveryId'], compartments, style),
    hidden > 0 ? `and ${hidden} more compartments\n` : '',
    events.length > 0 ? `\n${tableOf(['time', 'event', 'compartment', 'sequence'], events, style)}` : '',
  ].join('');
}
