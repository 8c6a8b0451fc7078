import type { Command } from 'commander';
import { addOutputOptions } from '../common-options.ts';
import { CliError } from '../errors.ts';
import { addExamples } from '../help.ts';
import type { Io } from '../io.ts';
import type { FormatOptions } from '../output/format.ts';
import { printObject, printPages } from '../output/print.ts';
import { askControl } from './control.ts';

const TRIGGER = `Makes a locker of the sandbox send an event, which goes the whole way of a device's: MQTT, rules, queues, table, subscriptions.

The sandbox must run with --control; NORTHWIND_CONTROL_URL and NORTHWIND_CONTROL_TOKEN are in the file that it writes.`;

/** `sandbox start|fail|advance|calls` and `trigger <event>` */
export function addSandboxCommands(program: Command, io: Io): void {
  const sandbox = program
    .command('sandbox')
    .description('Runs the platform on this machine, makes it fail and moves its time.')
    .helpGroup('The sandbox:');
  const start = sandbox
    .command('start')
    .summary('Start the sandbox')
    .description('Starts @northwind/sandbox, if it is installed. What follows are its own options.')
    .argument('[options...]', 'Of the sandbox: --port, --seed, --persist, --control, --write-env …')
    .allowUnknownOption();
  addExamples(start, ['northwind sandbox start --control --write-env northwind.env']).action(
    async (parameters: string[]) => (await import('./start.ts')).startSandbox(parameters),
  );
  addControlCommands(sandbox, io);
  addTrigger(program, io);
}

interface FailOptions extends FormatOptions {
  readonly status?: string;
  readonly times?: string;
  readonly retryAfter?: string;
  readonly client?: string;
}

function addControlCommands(sandbox: Command, io: Io): void {
  const fail = sandbox
    .command('fail')
    .summary('Make an operation fail')
    .description('Makes an operation, a GraphQL field or the token endpoint fail.')
    .argument('<target>', 'An operation id (payInvoice), a field (Query.getLocker), or token.')
    .option('--status <integer>', 'HTTP status. Default: 503.')
    .option('--times <integer>', 'How often. Default: once.')
    .option('--retry-after <seconds>', 'Sends Retry-After.')
    .option('--client <id>', 'Only for this client. Default: for all.');
  addExamples(addOutputOptions(fail), [
    'northwind sandbox fail payInvoice --status 503 --times 2 --retry-after 1',
  ]).action(async (target: string) => {
    const options = fail.opts<FailOptions>();
    const { client: tenant } = options;
    const fault = {
      status: integer('--status', options.status) ?? 503,
      times: integer('--times', options.times) ?? 1,
      retryAfter: integer('--retry-after', options.retryAfter),
      tenant,
    };
    const answer = await askControl<object>(io, 'POST', '/faults', { target, fault });
    await printObject(io, options, { target, ...fault, ...answer });
  });

  const advance = sandbox
    .command('advance')
    .summary('Move the clock')
    .description('Moves the sandbox’s clock: tokens, due dates, idempotency records and links together.')
    .argument('<duration>', 'ISO 8601: P31D, PT1H.');
  addExamples(addOutputOptions(advance), ['northwind sandbox advance P31D']).action(
    async (duration: string) =>
      printObject(io, advance.opts(), await askControl(io, 'POST', '/clock/advance', { duration })),
  );

  const calls = sandbox
    .command('calls')
    .summary('List what arrived')
    .description('Lists the requests that arrived, secrets masked.')
    .argument('[target]', 'Only of this operation, field, or token.');
  addExamples(addOutputOptions(calls), ['northwind sandbox calls payInvoice --json']).action(
    async (target?: string) => {
      const query = target === undefined ? '' : `?target=${encodeURIComponent(target)}`;
      const data = await askControl<Record<string, unknown>[]>(io, 'GET', `/calls${query}`);
      const columns = ['at', 'status', 'target', 'method', 'path'];
      await printPages(io, calls.opts(), columns, [{ data, nextCursor: null }], false);
    },
  );
}

interface TriggerOptions extends FormatOptions {
  readonly locker?: string;
  readonly compartment?: string;
  readonly battery?: string;
}

function addTrigger(program: Command, io: Io): void {
  const trigger = program.command('trigger').helpGroup('The sandbox:');
  addOutputOptions(
    trigger
      .summary('Makes a locker of the sandbox send an event.')
      .description(TRIGGER)
      .argument('<event>', 'Its type, such as DOOR_OPENED.')
      .option('--locker <id>', 'Default: NORTHWIND_LOCKER_ID.')
      .option('--compartment <id>', 'Of a door, a parcel. Default: the first of the locker.')
      .option('--battery <percent>', 'Of BATTERY: 0 to 100.'),
  );
  addExamples(trigger, [
    'northwind trigger DOOR_OPENED',
    'northwind trigger DOOR_OPENED --compartment cmp_01K6F0A0000000000000000042',
    'northwind trigger BATTERY --battery 12 --locker lkr_01K6F0A0000000000000000007',
  ]).action(async (type: string) => {
    const options = trigger.opts<TriggerOptions>();
    const lockerId = options.locker ?? io.env['NORTHWIND_LOCKER_ID'];
    if (!lockerId) throw new CliError('Name the locker by --locker, or set NORTHWIND_LOCKER_ID.');
    const event = {
      ...{ lockerId, type },
      compartmentId: options.compartment,
      batteryPercent: integer('--battery', options.battery),
    };
    const answer = await askControl<object>(io, 'POST', '/events', event);
    await printObject(io, options, { ...event, ...answer });
  });
}

function integer(option: string, text: string | undefined): number | undefined {
  if (text === undefined || /^\d+$/.test(text)) return text === undefined ? undefined : Number(text);
  throw new CliError(`${option} must be a non-negative integer; got '${text}'.`);
}
