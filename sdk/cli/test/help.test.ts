import { describe, expect, it } from 'vitest';
import { operations } from '../src/generated/operations.ts';
import { createProgram } from '../src/program.ts';
import { Northwind } from '@northwind/sdk';
import { northwind } from './northwind.ts';
import type { Command } from 'commander';
import { PassThrough } from 'node:stream';

const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
const program = createProgram({
  ...streams,
  env: {},
  signal: new AbortController().signal,
  openPage: () => Promise.resolve(),
});

/** Every command that does something, with the words that call it. */
function leaves(command: Command, words: readonly string[] = []): [words: readonly string[], Command][] {
  const own = command.commands.filter((child) => child.name() !== 'help');
  if (own.length === 0) return [[words, command]];
  return own.flatMap((child) => leaves(child, [...words, child.name()]));
}

describe('the commands of the contract', () => {
  it.each(operations.map((operation) => [operation.operationId, operation] as const))(
    '%s has a command, and the SDK the method that it calls',
    (_, { resource, name, call: [property, method] }) => {
      expect(leaves(program).map(([words]) => words.join(' '))).toContain(`${resource} ${name}`);
      const client = new Northwind({ environment: 'sandbox', auth: 'token' });
      const methods = client[property as 'invoices'] as unknown as Record<string, unknown>;
      expect(methods[method]).toBeTypeOf('function');
    },
  );

  it('take every parameter and every field of the body as an argument or a flag', () => {
    for (const { resource, name, parameters, query = [], body = [] } of operations) {
      const command = leaves(program).find(([words]) => words.join(' ') === `${resource} ${name}`)?.[1];
      expect(command?.registeredArguments.map((argument) => argument.name())).toEqual(
        parameters.map((parameter) => parameter.name),
      );
      const flags = command?.options.map((option) => option.long);
      expect(flags).toEqual(expect.arrayContaining([...query, ...body].map(({ flag }) => `--${flag}`)));
      expect(new Set(flags).size, `two flags of ${resource} ${name} have one name`).toBe(flags?.length);
    }
  });
});

describe('--json and --output', () => {
  it.each(leaves(program).map(([words, command]) => [words.join(' '), command] as const))(
    'are options of %s',
    (line, command) => {
      const flags = command.options.map(({ long }) => long);
      // What stands behind `sandbox start` is the sandbox's own; it has a --json.
      if (line !== 'sandbox start') expect(flags).toEqual(expect.arrayContaining(['--json', '--output']));
    },
  );
});

describe('--help', () => {
  it.each(leaves(program).map(([words]) => [words.join(' '), words] as const))(
    'of %s has an example that is such a command',
    async (line, words) => {
      const { code, stdout, stderr } = await northwind([...words, '--help']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain(`  $ northwind ${line}`);
    },
  );

  it('of the program lists the resources and the exit codes', async () => {
    const { code, stdout } = await northwind(['--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/invoices .*What a partner bills/);
    expect(stdout).toContain('130 interrupted');
  });

  it('of a resource is shown, as a mistake, when its operation is missing', async () => {
    const { code, stdout, stderr } = await northwind(['invoices']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('mark-uncollectible');
  });
});

describe('a command line that is wrong', () => {
  it.each([
    [['invoces', 'list'], "northwind: unknown command 'invoces' (Did you mean invoices?)"],
    [['invoices', 'list', '--statu', 'open'], "northwind: unknown option '--statu' (Did you mean --status?)"],
    [['invoices', 'list', '--status', 'opn'], 'Allowed choices are draft, open, paid, void, uncollectible.'],
    [['invoices', 'list', '--limit', '0'], '--limit must be at least 1; got 0.'],
    [['invoices', 'list', '--all', '--limit', '5'], 'Give --all or --limit, not both.'],
    [['invoices', 'get'], "missing required argument 'invoiceId'"],
    [['invoices', 'pay', 'inv_1', '--amount', '1.5'], "--amount must be an integer; got '1.5'."],
    [['invoices', 'pay', 'inv_1', '--amount', '1'], 'Missing --method; give it as a flag, or in --body.'],
    [['invoices', 'pay', 'inv_1', '--body', '{'], '--body is not JSON: '],
    [['invoices', 'pay', 'inv_1', '--body', '[]'], '--body must be a JSON object.'],
    [['invoices', 'pay', 'inv_1', '--body', '@no.json'], '--body: cannot read no.json: '],
    [['invoices', 'update', 'inv_1', '--if-match', '3'], 'Nothing to send: give --building-id, '],
    [['invoices', 'update', 'inv_1', '--memo', 'x'], "required option '--if-match <etag>' not specified"],
    [['health', 'get', '--deep', 'perhaps'], "--deep must be true or false; got 'perhaps'."],
    [['health', 'get', '--timeout', 'soon'], "--timeout must be a number of seconds above 0; got 'soon'."],
  ])('%j is told in one sentence, with exit code 2', async (argv, message) => {
    const { code, stdout, stderr } = await northwind(argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('says without credentials how to sign in, and ends with 3', async () => {
    const { code, stderr } = await northwind(['invoices', 'list']);
    expect(code).toBe(3);
    expect(stderr).toContain('northwind: Not signed in: run `northwind login`');
  });
});
