/** The control of a sandbox in another process. Only `fetch` is needed, so this also runs in a browser and in Jest's own module system. */
import type { Tenants } from '../../world/tenants.ts';
import { ControlError, FaultNotMetError, UnknownTargetError } from '../errors.ts';
import { tenantHandles, type TenantHandles } from '../handles.ts';
import type { Control, Fault, Tenant } from '../types.ts';
import type { ControlAddress, SandboxAddresses } from './addresses.ts';
import { controlRoutes, segmentsOf, type AnswerOf, type InputOf, type RouteName } from './routes.ts';
import type { ControlErrorBody } from './server.ts';

/** A sandbox in another process. */
export interface RemoteSandbox extends SandboxAddresses, TenantHandles, Control {
  /** Resolves when nothing is under way any more: no message waits in a queue and no change in the table's stream. */
  settled(): Promise<void>;
}

/** Options of {@link connectSandbox}. */
export interface ConnectOptions extends ControlAddress {
  /** Keeps this caller's faults apart from those of others. Default: a random one. */
  readonly session?: string;
}

/**
 * Connects to a sandbox that was started with `--control` or `startSandbox({ control: true })`.
 *
 * @throws ControlError when nothing answers there, or the token is wrong
 *
 * @example
 * import { connectSandbox } from '@northwind/sandbox';
 *
 * const { NORTHWIND_CONTROL_URL: url = '', NORTHWIND_CONTROL_TOKEN: token = '' } = process.env;
 * const sandbox = await connectSandbox({ url, token });
 * const partner = await sandbox.partner();
 */
export async function connectSandbox(options: ConnectOptions): Promise<RemoteSandbox> {
  const call = caller(options);
  const addresses = await call('getSandbox', {});
  const control = remoteControl(call);
  const tenants: Tenants = {
    partner: (given = {}) => call('makePartner', given),
    locker: (given = {}) => call('makeLocker', given),
    courier: (given = {}) => call('makeCourier', given),
    manager: (given) => call('makeManager', given),
  };
  return {
    ...addresses,
    ...tenantHandles(tenants, control, addresses),
    ...control,
    settled: async () => void (await call('settle', {})),
  };
}

type CallRoute = <Name extends RouteName>(name: Name, input: InputOf<Name>) => Promise<AnswerOf<Name>>;

function caller({ url, token, session = globalThis.crypto.randomUUID() }: ConnectOptions): CallRoute {
  return async <Name extends RouteName>(name: Name, input: InputOf<Name>) => {
    const { method, path } = controlRoutes[name];
    const values = input as Readonly<Record<string, unknown>>;
    const inPath = segmentsOf(path);
    const rest = Object.entries(values).filter(
      ([key, value]) => !inPath.includes(key) && value !== undefined,
    );
    const query = method === 'GET' && rest.length > 0 ? `?${new URLSearchParams(rest.map(asText))}` : '';
    const target = path.replaceAll(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(String(values[key])));
    const headers = { authorization: `Bearer ${token}`, 'sandbox-session': session };
    const body = JSON.stringify(Object.fromEntries(rest));
    const response = await fetch(new URL(target + query, url), {
      method,
      headers: { ...headers, ...(method === 'POST' ? { 'content-type': 'application/json' } : {}) },
      ...(method === 'POST' ? { body } : {}),
    }).catch((cause: unknown) => {
      throw new ControlError(`No sandbox answers at ${url}.`, { cause });
    });
    const text = await response.text();
    if (!response.ok) throw errorOf(response.status, text);
    return JSON.parse(text) as AnswerOf<Name>;
  };
}

const asText = ([name, value]: [string, unknown]): [string, string] => [
  name,
  typeof value === 'string' ? value : JSON.stringify(value),
];

function errorOf(status: number, text: string): ControlError {
  let body: Partial<ControlErrorBody> = {};
  try {
    body = JSON.parse(text) as ControlErrorBody;
  } catch {
    // Something else answered; the status says what there is to say.
  }
  const { error, message = `The sandbox's control answered ${status}.` } = body;
  if (error === 'FaultNotMetError') return new FaultNotMetError(body.faults ?? []);
  if (error === 'UnknownTargetError') return new UnknownTargetError(body.target ?? '', body.suggestion ?? '');
  return new ControlError(message);
}

function remoteControl(call: CallRoute): Control {
  return {
    async fail(target, { tenant, times, ...fault }) {
      const scope = {
        ...(tenant === undefined ? {} : { tenant: nameOf(tenant) }),
        // JSON has no Infinity.
        ...(times === undefined ? {} : { times: times === Infinity ? null : times }),
      };
      return remoteFault(call, (await call('setFault', { target, fault: { ...fault, ...scope } })).id);
    },
    faults: {
      list: () => call('listFaults', {}),
      verify: async () => void (await call('verifyFaults', {})),
      clear: async () => void (await call('clearFaults', {})),
    },
    emit: (event) => call('emit', event),
    skipSequence: async (lockerId, count = 1) => void (await call('skipSequence', { lockerId, count })),
    closeSockets: async ({ tenant } = {}) =>
      (await call('closeSockets', tenant === undefined ? {} : { tenant: nameOf(tenant) })).closed,
    clock: {
      now: async () => new Date((await call('getClock', {})).now),
      advance: async (duration) => new Date((await call('advanceClock', { duration })).now),
    },
    calls: (target, { tenant } = {}) =>
      call('listCalls', {
        ...(target === undefined ? {} : { target }),
        ...(tenant === undefined ? {} : { tenant: nameOf(tenant) }),
      }),
  };
}

/** A tenant by its names alone: its secrets are nobody's business here. */
function nameOf(tenant: Tenant): Tenant {
  if (typeof tenant === 'string') return tenant;
  return 'clientId' in tenant
    ? { clientId: tenant.clientId }
    : { sub: tenant.sub, username: tenant.username };
}

function remoteFault(call: CallRoute, id: string): Fault {
  const verify = async (): Promise<void> => void (await call('verifyFault', { id }));
  return {
    id,
    met: async () => (await call('getFault', { id })).met,
    verify,
    remove: async () => void (await call('removeFault', { id })),
    [Symbol.asyncDispose]: verify,
  };
}
