import { VERSION as SDK_VERSION } from '@northwind/sdk';
import type { Command } from 'commander';
import { addCommonOptions, clientAs, type CommonOptions } from '../common-options.ts';
import { identify, urlsOf } from '../credentials/identity.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { addExamples } from '../help.ts';
import { wantsColor, write, type Io } from '../io.ts';
import { formatOf } from '../output/format.ts';
import { cell } from '../output/cell.ts';
import { printPages } from '../output/print.ts';
import { VERSION } from '../version.ts';
import { checkAccess, checkLive } from './access.ts';
import { failed, ok, type Finding } from './check.ts';
import { checkApi, checkDns, checkTls } from './network.ts';

export function addDoctorCommand(program: Command, io: Io): void {
  const doctor = program.command('doctor').helpGroup('Signing in:');
  addCommonOptions(
    doctor.description(
      'Finds out why something does not work: DNS, TLS, clock, credentials, scopes, key, WebSocket, versions; each line says what to do.',
    ),
  );
  addExamples(doctor, ['northwind doctor', 'northwind doctor --profile me --json']).action(() =>
    runDoctor(io, doctor.opts<CommonOptions>()),
  );
}

/** Milliseconds that a silent host is waited for, unless --timeout says otherwise. */
const TIMEOUT_MS = 10_000;

async function runDoctor(io: Io, options: CommonOptions): Promise<void> {
  const isTable = formatOf(options, io.stdout, true) === 'table';
  const findings: Finding[] = [];
  const add = async (...found: readonly Finding[]): Promise<void> => {
    findings.push(...found);
    // One after the other, as they are found: a check may take its time.
    if (isTable) for (const finding of found) await write(io.stdout, lineOf(io, finding));
  };
  await add(ok('Versions', `northwind ${VERSION}, SDK ${SDK_VERSION}, Node ${process.versions.node}`));
  const identity = await identify(io, options).catch((error: unknown) => {
    if (!(error instanceof CliError)) throw error;
    return error;
  });
  if (identity instanceof CliError) {
    await add(failed('Credentials', identity.message, 'Sign in: `northwind login`.'));
    return conclude(io, options, findings);
  }
  const northwind = clientAs(io, options, identity, { maxRetries: 0, connectTimeout: 20_000 });
  const timeoutMs = options.timeout === undefined ? TIMEOUT_MS : Number(options.timeout) * 1000;
  const { restUrl, tokenUrl, graphqlUrl } = urlsOf(identity.settings);
  const hosts = new Map(
    [restUrl, tokenUrl, graphqlUrl].flatMap((url) =>
      url ? [[new URL(url).host, new URL(url)] as const] : [],
    ),
  );
  const names = new Map([...hosts.values()].map((url) => [url.hostname, url]));
  for (const url of names.values()) await add(await checkDns(url));
  for (const url of hosts.values()) await add(await checkTls(url, timeoutMs));
  await add(...(await checkApi(restUrl, timeoutMs)));
  try {
    await add(...(await checkAccess(identity, northwind)));
    await add(...(await checkLive(identity, northwind)));
  } finally {
    northwind.graphql.close();
  }
  return conclude(io, options, findings);
}

async function conclude(io: Io, options: CommonOptions, findings: readonly Finding[]): Promise<void> {
  if (formatOf(options, io.stdout, true) !== 'table')
    await printPages(
      io,
      options,
      [],
      [{ data: findings.map((finding) => ({ ...finding })), nextCursor: null }],
      false,
    );
  const count = findings.filter(({ result }) => result === 'failed').length;
  if (count > 0) throw new CliError(`${count} check${count === 1 ? '' : 's'} failed.`, exitCodes.failure);
}

const marks = { ok: '✓', failed: '✗', skipped: '–' };
const colors = { ok: 32, failed: 31, skipped: 2 };

function lineOf({ stdout, env }: Io, { check, result, detail, remedy }: Finding): string {
  const mark = wantsColor(stdout, env) ? `\u001b[${colors[result]}m${marks[result]}\u001b[0m` : marks[result];
  return `${mark} ${check}: ${cell(detail)}${remedy === '' ? '' : `\n  → ${remedy}`}\n`;
}
