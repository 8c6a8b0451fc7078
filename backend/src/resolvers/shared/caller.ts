/**
 * Who calls, from the verified token alone. AppSync has checked the signature and the field's groups before a resolver runs; what
 * it cannot know is whose delivery or locker it is.
 */
import type { AppSyncIdentityCognito, Identity } from '@aws-appsync/utils';
import type { Delivery } from '../../domain/delivery.ts';

export interface Caller {
  readonly sub: string;
  readonly username: string;
  readonly groups: readonly string[];
  /** Claim `buildings`: the buildings of a manager. */
  readonly buildings: readonly string[];
  /** Claim `partner_id`. */
  readonly partnerId: string | null;
}

interface Claims {
  readonly buildings?: readonly string[] | null;
  readonly partner_id?: string | null;
}

export const callerOf = (identity: Identity): Caller => {
  const user = identity as AppSyncIdentityCognito;
  const claims = user.claims as Claims;
  return {
    sub: user.sub,
    username: user.username,
    groups: user.groups ?? [],
    buildings: claims.buildings ?? [],
    partnerId: claims.partner_id ?? null,
  };
};

export const isIn = (caller: Caller, group: 'courier' | 'manager' | 'partner' | 'admin'): boolean =>
  caller.groups.includes(group);

/** Sees deliveries for no other reason than being a partner. */
export const isOnlyPartner = (caller: Caller): boolean =>
  isIn(caller, 'partner') && !isIn(caller, 'courier') && !isIn(caller, 'manager') && !isIn(caller, 'admin');

/** Admins look after every building, managers after those their token names. */
export const managesBuilding = (caller: Caller, buildingId: string): boolean =>
  isIn(caller, 'admin') || (isIn(caller, 'manager') && caller.buildings.includes(buildingId));

type Owned = Pick<Delivery, 'courierId' | 'buildingId' | 'partnerId'>;

export const mayChangeDelivery = (caller: Caller, delivery: Owned): boolean =>
  managesBuilding(caller, delivery.buildingId) ||
  (isIn(caller, 'courier') && delivery.courierId === caller.sub);

export const maySeeDelivery = (caller: Caller, delivery: Owned): boolean =>
  mayChangeDelivery(caller, delivery) || (isIn(caller, 'partner') && delivery.partnerId === caller.partnerId);
