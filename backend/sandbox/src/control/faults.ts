/** The faults that are set, who has set them, and how often each was met. */
import { randomUUID } from 'node:crypto';
import { ControlError, FaultNotMetError } from './errors.ts';
import { readFault } from './read-fault.ts';
import { kindOf, type Target } from './targets.ts';
import type { AnyFault, FaultScope, FaultState, Tenant } from './types.ts';

interface ArmedFault {
  readonly id: string;
  /** Who set it: a test, a worker. */
  readonly session: string;
  readonly target: Target;
  readonly fault: AnyFault;
  /** Undefined: everybody. */
  readonly callers: readonly string[] | undefined;
  readonly times: number;
  pass: number;
  met: number;
}

export interface FaultRegistry {
  /** @throws UnknownTargetError, ControlError */
  add(session: string, target: string, fault: unknown): FaultState;
  state(id: string): FaultState;
  list(session: string | undefined): readonly FaultState[];
  remove(id: string): void;
  /** Removes one fault, or a session's, or all. @throws FaultNotMetError */
  verify(which: { readonly id: string } | { readonly session: string | undefined }): void;
  clear(session: string | undefined): void;
  /** The fault that the next request or push to a target meets, counted as met. */
  meet<Kind extends AnyFault>(
    target: string,
    callers: readonly string[],
    isKind: (fault: AnyFault) => fault is Kind,
  ): Kind | undefined;
}

export function createFaultRegistry(): FaultRegistry {
  const armed = new Map<string, ArmedFault>();

  const of = (session: string | undefined): ArmedFault[] =>
    [...armed.values()].filter((fault) => session === undefined || fault.session === session);
  const find = (id: string): ArmedFault => {
    const fault = armed.get(id);
    if (!fault) throw new ControlError(`There is no fault ${id.slice(0, 100)}: it was removed.`);
    return fault;
  };

  return {
    add(session, target, value) {
      const kind = kindOf(target);
      const { times = 1, after = 0, tenant, fault } = readFault(kind, target, value);
      const id = randomUUID();
      const callers = tenant === undefined ? undefined : callersOf(tenant);
      const added = { id, session, target: target as Target, fault, callers, times, pass: after, met: 0 };
      armed.set(id, added);
      return stateOf(added);
    },
    state: (id) => stateOf(find(id)),
    list: (session) => of(session).map(stateOf),
    remove: (id) => void armed.delete(id),
    verify(which) {
      const faults = 'id' in which ? [find(which.id)] : of(which.session);
      for (const { id } of faults) armed.delete(id);
      const notMet = faults.filter(({ met, times }) => met < (times === Infinity ? 1 : times));
      if (notMet.length > 0) throw new FaultNotMetError(notMet.map((fault) => stateOf(fault).description));
    },
    clear(session) {
      for (const { id } of of(session)) armed.delete(id);
    },
    meet(target, callers, isKind) {
      for (const each of armed.values()) {
        if (each.target !== target || each.met >= each.times || !isKind(each.fault)) continue;
        if (each.callers && !each.callers.some((caller) => callers.includes(caller))) continue;
        if (each.pass > 0) {
          each.pass -= 1;
          continue;
        }
        each.met += 1;
        return each.fault;
      }
      return undefined;
    },
  };
}

/** Everything by which a request may name a tenant. */
export function callersOf(tenant: Tenant): readonly string[] {
  if (typeof tenant === 'string') return [tenant];
  return 'clientId' in tenant ? [tenant.clientId] : [tenant.sub, tenant.username];
}

function stateOf({ id, target, fault, times, met, callers, pass }: ArmedFault): FaultState {
  const scope: FaultScope = { times, ...(pass > 0 ? { after: pass } : {}) };
  const often = scope.times === Infinity ? 'every time' : times === 1 ? 'once' : `${times} times`;
  const whose = callers ? ` of ${callers.at(-1)}` : '';
  return {
    id,
    target,
    met,
    remaining: times === Infinity ? null : times - met,
    description: `${target}${whose} ${JSON.stringify(fault)}: to be met ${often}, met ${
      met === 0 ? 'never' : met === 1 ? 'once' : `${met} times`
    }`,
  };
}
