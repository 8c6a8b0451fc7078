/** What a test can do to a running sandbox, in its process or over HTTP. */
import type { DeviceMessage } from '../../../src/generated/events/types.ts';
import type { OperationId, ProblemCode } from '../../../src/generated/operations.ts';
import type { OAuthErrorCode } from '../services/cognito/oauth-error.ts';
import type { SandboxClient } from '../world/identities.ts';
import type { SandboxUser } from '../world/users.ts';
import type { FieldTarget, SubscriptionTarget, Target, TokenTarget } from './targets.ts';

/** Whom a fault or a list of calls concerns: what `partner()`, `courier()` or `manager()` gave, or the client id, user name or subject. */
export type Tenant = Pick<SandboxClient, 'clientId'> | Pick<SandboxUser, 'sub' | 'username'> | string;

/** When a fault is met. */
export interface FaultScope {
  /** How many requests or pushes meet it. Default 1; `Infinity` for all, of which one must come. */
  readonly times?: number;
  /** How many pass unharmed before. Default 0. */
  readonly after?: number;
  /** Only this tenant's requests and pushes meet it. Default: everybody's. */
  readonly tenant?: Tenant;
}

/** Faults of every kind of request. */
export type RequestFault =
  /** Answered with this HTTP status, 400 to 599, and nothing is done. `retryAfter`: seconds, as the `Retry-After` header. */
  | { readonly status: number; readonly retryAfter?: number; readonly delayMs?: number }
  /** The connection breaks `before` the request is handled, or `after` it was: then everything is done and the response is lost. */
  | { readonly disconnect: 'before' | 'after'; readonly delayMs?: number }
  /** Handled as ever, so many milliseconds later. */
  | { readonly delayMs: number };

/** Faults of a REST operation. `code`: the problem document that is answered, such as `quota_exceeded` or `unauthenticated`. */
export type OperationFault =
  | RequestFault
  | { readonly code: ProblemCode; readonly retryAfter?: number; readonly delayMs?: number };

/** Faults of a GraphQL field. `errorType`: the field is null and the response has this error. */
export type FieldFault =
  | RequestFault
  | {
      readonly errorType: string;
      readonly message?: string;
      readonly errorInfo?: unknown;
      readonly delayMs?: number;
    };

/** Faults of requests for tokens. `expired`: the token that is issued has already expired. */
export type TokenFault =
  | RequestFault
  | { readonly error: OAuthErrorCode; readonly delayMs?: number }
  | { readonly expired: true };

/** Faults of a subscription: of its pushes, or, with `errorType`, of its start. */
export type SubscriptionFault =
  /** The push is lost. */
  | { readonly drop: true }
  /** The push comes twice. */
  | { readonly duplicate: true }
  /** The push comes so many milliseconds late, so that later ones overtake it. */
  | { readonly delayMs: number }
  /** In place of the push, the socket breaks. */
  | { readonly disconnect: true }
  /** The subscription is refused when it starts. */
  | { readonly errorType: string; readonly message?: string; readonly errorCode?: number };

/** The faults that a target can meet. */
export type FaultOf<Name extends Target> = FaultScope &
  (Name extends OperationId
    ? OperationFault
    : Name extends TokenTarget
      ? TokenFault
      : Name extends SubscriptionTarget
        ? SubscriptionFault
        : Name extends FieldTarget
          ? FieldFault
          : never);

/** Any fault, as it is kept. */
export type AnyFault = OperationFault | FieldFault | TokenFault | SubscriptionFault;

/** A fault that was set. `await using` removes it at the end of the block and throws unless it was met. */
export interface Fault extends AsyncDisposable {
  readonly id: string;
  /** How often it was met. */
  met(): Promise<number>;
  /** Removes it. @throws FaultNotMetError unless it was met as often as it was to be */
  verify(): Promise<void>;
  /** Removes it, met or not. */
  remove(): Promise<void>;
}

/** A fault's state. */
export interface FaultState {
  readonly id: string;
  readonly target: Target;
  readonly met: number;
  /** How many more requests or pushes meet it; null: all of them. */
  readonly remaining: number | null;
  /** In words, with what it does. */
  readonly description: string;
}

/** A request that arrived. Secrets in it read `***`. */
export interface Call {
  /** Operation id, schema coordinate or `token`. */
  readonly target: Target;
  /** RFC 3339, by the sandbox's clock. */
  readonly at: string;
  /** Client id, user name and subject of the caller, as far as the request names them. */
  readonly callers: readonly string[];
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON or form; GraphQL: `{ query, operationName, variables }`; undefined where there was none. */
  readonly body?: unknown;
  /** HTTP status of the response; null where the connection broke. */
  readonly status: number | null;
}

/** Each field that some message has, each of them optional. */
type FieldsOfAny<Message> = {
  readonly [Field in Message extends unknown ? keyof Message : never]?: Message extends unknown
    ? Message[Field & keyof Message]
    : never;
};

/** What a locker's controller reports; `DOOR_OPENED` is the device message `door_opened`. */
export interface EmittedEvent extends Omit<FieldsOfAny<DeviceMessage>, 'lockerId' | 'type'> {
  readonly lockerId: string;
  readonly type: Uppercase<DeviceMessage['type']>;
  /** Default: the first compartment of a locker that `locker()` made. */
  readonly compartmentId?: string;
  /** For `BATTERY`: 0 to 100. */
  readonly batteryPercent?: number;
  /** RFC 3339; default now, by the sandbox's clock. */
  readonly occurredAt?: string;
  /** A number that the controller has sent before makes the message a duplicate. Default: the next one. */
  readonly deviceSequence?: number;
}

/** Faults, devices, time, and what arrived. Everything is in force when the call returns, so that it need not be awaited in one process. */
export interface Control {
  /**
   * Makes requests or pushes go wrong, and nothing else: what is not failed runs the real backend.
   *
   * @throws UnknownTargetError, ControlError
   * @example
   * await sandbox.fail('payInvoice', { status: 503, times: 2, retryAfter: 1, tenant: partner });
   * await sandbox.fail('Subscription.onLockerEvent', { drop: true });
   */
  fail<Name extends Target>(target: Name, fault: FaultOf<Name>): Promise<Fault>;
  readonly faults: {
    list(): Promise<readonly FaultState[]>;
    /** Removes all. @throws FaultNotMetError unless each was met as often as it was to be */
    verify(): Promise<void>;
    /** Removes all, met or not. */
    clear(): Promise<void>;
  };
  /**
   * Has a locker's controller report something: over the broker, the IoT rule, the queue, the bus and the projector, to the followers.
   * Resolves when the rule has taken it; the projection follows.
   *
   * @throws ControlError
   */
  emit(event: EmittedEvent): Promise<{ readonly deviceSequence: number }>;
  /** Leaves a hole of `count` (default 1) in a locker's sequence of events: numbers that no event will ever have. */
  skipSequence(lockerId: string, count?: number): Promise<void>;
  /** Breaks off the sockets of live subscriptions, all or one tenant's; resolves with how many. */
  closeSockets(scope?: { readonly tenant?: Tenant }): Promise<number>;
  readonly clock: {
    now(): Promise<Date>;
    /**
     * Moves the sandbox's time forward for everybody: tokens, due dates, time to live, idempotency records and signed URLs together.
     * Functions with a schedule that has come due run before it resolves, each once.
     *
     * @param duration ISO 8601, such as `P31D` or `PT1H30M`. Years and months are those of the calendar, in UTC.
     * @throws ControlError
     */
    advance(duration: string): Promise<Date>;
  };
  /** What arrived, the oldest first; the newest 2,000 are kept. @throws UnknownTargetError */
  calls(target?: Target, scope?: { readonly tenant?: Tenant }): Promise<readonly Call[]>;
}
