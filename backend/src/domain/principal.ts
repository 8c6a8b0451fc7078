/** Who acts: as the table knows clients and users, and as a verified token presents them. */

import type { Group } from '../generated/manifest.ts';

export type { Group };

/** A machine client of the user pool. */
export interface Client {
  readonly clientId: string;
  readonly partnerId: string;
  readonly groups: readonly Group[];
  /** Digests of the partner's API keys: several while one replaces another. */
  readonly apiKeyHashes: readonly string[];
}

/** A person. */
export interface User {
  readonly id: string;
  /** In lower case, as the user pool compares it. */
  readonly email: string;
  readonly name: string;
  /** As in the user pool. */
  readonly groups: readonly Group[];
  /** Whose deliveries a person of the group `partner` sees. */
  readonly partnerId?: string;
  /** Buildings a manager looks after. */
  readonly buildings: readonly string[];
  readonly invitedAt: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly version: number;
}

/** Who may bring parcels. */
export const isCourier = (user: User | undefined): boolean => user?.groups.includes('courier') ?? false;

/** The caller of an operation, from verified claims only. */
export interface Caller {
  /** `sub` of a person, `client_id` of a machine. */
  readonly subject: string;
  readonly kind: 'user' | 'client';
  readonly groups: readonly Group[];
  readonly scopes: readonly string[];
  readonly partnerId?: string;
  readonly buildings: readonly string[];
  /** Digests of the API keys that go with the token; a person has none. */
  readonly apiKeyHashes: readonly string[];
  /** By when the client's secret should be replaced, RFC 3339; absent until it is time to tell. */
  readonly rotateSecretBy?: string;
}

declare const tenant: unique symbol;

/**
 * A partner id that came from a verified caller. Repositories of partner-owned items take nothing else, so an id out of a path
 * or a body cannot become a tenant by mistake.
 */
export type TenantId = string & { readonly [tenant]: true };
