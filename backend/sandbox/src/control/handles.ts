/** What a test holds of a tenant it made: who they are, what a client of theirs is made with, and the control of what is theirs alone. */
import type { SandboxClient } from '../world/identities.ts';
import type {
  CourierOptions,
  LockerOptions,
  ManagerOptions,
  PartnerOptions,
  SandboxLocker,
  SignedInUser,
  Tenants,
} from '../world/tenants.ts';
import type { SandboxAddresses } from './http/addresses.ts';
import type { Target } from './targets.ts';
import { tokenSource, type TokenSource } from './token-source.ts';
import type { Call, Control, EmittedEvent, Fault, FaultOf } from './types.ts';

/** What `new Northwind(…)` of `@northwind/sdk` takes; add options of your own to them. */
export interface ClientOptions {
  readonly environment: Pick<SandboxAddresses, 'restUrl' | 'tokenUrl' | 'graphqlUrl'>;
  /** Signs the tenant in at the sandbox's token endpoint. Code that signs in by itself is tested with its own `auth` in this one's place. */
  readonly auth: TokenSource;
  /** A partner's; people have none. */
  readonly apiKey?: string;
}

/** The control of one tenant: others neither meet its faults nor show in its calls. */
export interface TenantControl {
  /**
   * Makes this tenant's requests or pushes go wrong.
   *
   * @throws UnknownTargetError, ControlError
   */
  fail<Name extends Target>(target: Name, fault: UnscopedFault<FaultOf<Name>>): Promise<Fault>;
  /** What arrived from this tenant. @throws UnknownTargetError */
  calls(target?: Target): Promise<readonly Call[]>;
  /** Breaks off the sockets of this tenant's live subscriptions; resolves with how many. */
  closeSockets(): Promise<number>;
  /**
   * Options of an SDK client that is signed in as this tenant.
   *
   * @example
   * const northwind = new Northwind(partner.options);
   */
  readonly options: ClientOptions;
}

/** Whose fault it is, the handle says. */
type UnscopedFault<Any> = Any extends unknown ? Omit<Any, 'tenant'> & { readonly tenant?: never } : never;

export interface PartnerHandle extends SandboxClient, TenantControl {}
/** A courier, who is signed in through `mobileClientId`, or a manager, through `webClientId`. */
export interface UserHandle extends SignedInUser, TenantControl {}

export interface LockerHandle extends SandboxLocker {
  /** Has the locker's controller report something. @throws ControlError */
  emit(event: Omit<EmittedEvent, 'lockerId'>): Promise<{ readonly deviceSequence: number }>;
  /** Leaves a hole of `count` (default 1) in the locker's sequence of events. */
  skipSequence(count?: number): Promise<void>;
}

/** Makes tenants. Each takes a few milliseconds, a person some tens for the arithmetic of their password. */
export interface TenantHandles {
  /**
   * A new partner with an app client and an API key of its own. It sees all lockers, and of everything else its own only.
   *
   * @example
   * const partner = await sandbox.partner();
   * const northwind = new Northwind(partner.options);
   */
  partner(options?: PartnerOptions): Promise<PartnerHandle>;
  /** A new locker. */
  locker(options?: LockerOptions): Promise<LockerHandle>;
  /** A new courier, who signs in through `mobileClientId`. */
  courier(options?: CourierOptions): Promise<UserHandle>;
  /** A new manager, who signs in through `webClientId`. */
  manager(options: ManagerOptions): Promise<UserHandle>;
}

export function tenantHandles(
  tenants: Tenants,
  control: Control,
  { restUrl, tokenUrl, graphqlUrl }: SandboxAddresses,
): TenantHandles {
  const environment = { restUrl, tokenUrl, graphqlUrl };

  function withControl<Who extends SandboxClient | SignedInUser>(
    tenant: Who,
    options: Omit<ClientOptions, 'environment'>,
  ): Who & TenantControl {
    return {
      ...tenant,
      fail: (target, fault) => control.fail(target, { ...fault, tenant }),
      calls: (target) => control.calls(target, { tenant }),
      closeSockets: () => control.closeSockets({ tenant }),
      options: { environment, ...options },
    };
  }
  const user = (made: SignedInUser): UserHandle => {
    const { signInClientId: client_id, refreshToken: refresh_token } = made;
    return withControl(made, {
      auth: tokenSource({ grant_type: 'refresh_token', client_id, refresh_token }),
    });
  };

  return {
    async partner(options) {
      const made = await tenants.partner(options);
      const { clientId: client_id, clientSecret: client_secret, apiKey } = made;
      const auth = tokenSource({ grant_type: 'client_credentials', client_id, client_secret });
      return withControl(made, { auth, apiKey });
    },
    async locker(options) {
      const made = await tenants.locker(options);
      const { lockerId } = made;
      return {
        ...made,
        emit: (event) => control.emit({ ...event, lockerId }),
        skipSequence: (count) => control.skipSequence(lockerId, count),
      };
    },
    courier: async (options) => user(await tenants.courier(options)),
    manager: async (options) => user(await tenants.manager(options)),
  };
}
