/**
 * The sandbox as a library: the platform in the process of a test.
 *
 * @example
 * import { startSandbox } from '@northwind/sandbox';
 * const sandbox = await startSandbox({ port: 0, seed: null });
 * const partner = await sandbox.partner();
 * await sandbox.close();
 *
 * @packageDocumentation
 */
export { startSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts';
export type { DeviceCredentials, Invitation, Notification, SandboxClient, SandboxUser } from './sandbox.ts';
export type {
  CourierOptions,
  LockerOptions,
  ManagerOptions,
  PartnerOptions,
  SandboxLocker,
  SignedInUser,
} from './world/tenants.ts';
export type {
  Call,
  Control,
  EmittedEvent,
  Fault,
  FaultOf,
  FaultScope,
  FaultState,
  FieldFault,
  OperationFault,
  RequestFault,
  SubscriptionFault,
  Tenant,
  TokenFault,
} from './control/types.ts';
export type {
  ClientOptions,
  LockerHandle,
  PartnerHandle,
  TenantControl,
  TenantHandles,
  UserHandle,
} from './control/handles.ts';
export type { TokenSource } from './control/token-source.ts';
export type { FieldTarget, SubscriptionTarget, Target, TokenTarget } from './control/targets.ts';
export { connectSandbox, type ConnectOptions, type RemoteSandbox } from './control/http/client.ts';
export type { ControlAddress, SandboxAddresses } from './control/http/addresses.ts';
export { ControlError, FaultNotMetError, UnknownTargetError } from './control/errors.ts';
export { PortInUseError } from './support/ports.ts';
