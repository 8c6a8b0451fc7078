import { parseArgs } from 'node:util';
import { portsAfterFirst } from '../wiring/ports.ts';
import { UsageError } from './usage-error.ts';

/** What the command line asks for. */
export interface Arguments {
  /** First of the sandbox's ports; 0: any free ports. */
  readonly port: number;
  /** Seed of the made-up data; undefined: an empty table. */
  readonly seed: number | undefined;
  readonly persistDirectory: string | undefined;
  readonly envFile: string | undefined;
  readonly certificateFile: string | undefined;
  /** `embedded`, `local` (AWS's DynamoDB Local, which needs Java) or a URL. */
  readonly dynamodb: string;
  /** Whether tests in other processes may control the sandbox over HTTP. */
  readonly control: boolean;
  readonly json: boolean;
  readonly trace: boolean;
  readonly verbose: boolean;
  readonly help: boolean;
  readonly version: boolean;
}

export const helpText = `Runs the Northwind Lockers platform on this machine, on the loopback address only.

Usage: northwind-sandbox [options]

  --port <number>     first port; the services take it and the ones after it (default 4010, 0 for any free ports)
  --seed <number>     which made-up data to start with; the same number gives the same data (default 1, "none" for none)
  --persist <folder>  keeps the data, the user pool and its credentials in a folder (default: memory only)
  --write-env <file>  writes the first client's settings as NORTHWIND_* variables
  --env-file <file>   the same; Node and npx take it for their own where no "--" stands before it
  --certificate-file <file>
                      writes the certificate of https:// and wss:// at the GraphQL port, for NODE_EXTRA_CA_CERTS
  --dynamodb <where>  "embedded" (default), the URL of another DynamoDB, or "local" for AWS's DynamoDB Local (needs Java 17)
  --control           lets tests in other processes and languages make it fail, move its time and see what arrived, over HTTP
                      at the port after the others (default 4018), with a token that is printed
  --json              prints one line of JSON when ready, instead of the start screen
  --trace             prints one line for every hop a request passes
  --verbose           prints what the functions log
  --host <address>    only 127.0.0.1 or localhost: the sandbox cannot be opened to a network
  --help, --version

NORTHWIND_SANDBOX_TIME_LIMIT_FACTOR=20 gives functions 20 times as long as AWS does: for slow machines and breakpoints.
`;

/** @throws UsageError */
export function readArguments(args: readonly string[]): Arguments {
  const values = parse(args);
  if (values.host !== undefined && !['127.0.0.1', 'localhost'].includes(values.host)) {
    throw new UsageError(`--host ${values.host} is not possible: the sandbox listens on 127.0.0.1 only.`);
  }
  const dynamodb = values.dynamodb ?? 'embedded';
  if (!['embedded', 'local'].includes(dynamodb) && !isHttpUrl(dynamodb)) {
    throw new UsageError(
      `--dynamodb takes "embedded", "local" or an http(s) URL, not ${JSON.stringify(dynamodb)}.`,
    );
  }
  return {
    port: readInteger('--port', values.port ?? '4010', 0, 65_535 - portsAfterFirst(values.control === true)),
    seed: values.seed === 'none' ? undefined : readInteger('--seed', values.seed ?? '1', 0, 4_294_967_295),
    persistDirectory: values.persist,
    envFile: values['write-env'] ?? values['env-file'],
    certificateFile: values['certificate-file'],
    dynamodb,
    control: values.control === true,
    json: values.json === true,
    trace: values.trace === true,
    verbose: values.verbose === true,
    help: values.help === true,
    version: values.version === true,
  };
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: withDefaultSeed(args),
      strict: true,
      allowPositionals: false,
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        seed: { type: 'string' },
        persist: { type: 'string' },
        'write-env': { type: 'string' },
        'env-file': { type: 'string' },
        'certificate-file': { type: 'string' },
        dynamodb: { type: 'string' },
        control: { type: 'boolean' },
        json: { type: 'boolean' },
        trace: { type: 'boolean' },
        verbose: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
    });
    return values;
  } catch (error) {
    // parseArgs says which option is wrong in its first sentence; what follows is advice for programmers.
    const [sentence] = (error instanceof Error ? error.message : String(error)).split(/\.\s/);
    throw new UsageError(`${sentence?.replace(/\.$/, '')}; --help lists the options.`, { cause: error });
  }
}

const isHttpUrl = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

/** `--seed` alone means the default data, which parseArgs cannot say of an option that takes a value. */
function withDefaultSeed(args: readonly string[]): string[] {
  return args.map((argument, index) => {
    const next = args[index + 1];
    return argument === '--seed' && (next === undefined || next.startsWith('-')) ? '--seed=1' : argument;
  });
}

function readInteger(option: string, text: string, minimum: number, maximum: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return value;
  throw new UsageError(
    `${option} must be an integer from ${minimum} to ${maximum}; got ${JSON.stringify(text)}.`,
  );
}
