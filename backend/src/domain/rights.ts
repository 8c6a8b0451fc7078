/**
 * Who may see and change what, beyond the groups that the contract names. One rule each, for REST and for GraphQL.
 *
 * Bundled into AppSync resolvers, so it keeps to what APPSYNC_JS knows.
 */
import type { Group } from '../generated/manifest.ts';
import type { Delivery } from './delivery.ts';

/** What a verified token says of its holder, as far as rights depend on it. */
export interface Holder {
  readonly groups: readonly string[];
  /** Buildings a manager looks after. */
  readonly buildings: readonly string[];
}

export const isIn = (holder: Pick<Holder, 'groups'>, group: Group): boolean => holder.groups.includes(group);

/** Admins look after every building, managers after those their token names. Seeing a locker as a partner gives no such right. */
export const managesBuilding = (holder: Holder, buildingId: string): boolean =>
  isIn(holder, 'admin') || (isIn(holder, 'manager') && holder.buildings.includes(buildingId));

/**
 * Whose lockers the holder sees: all, or those of some buildings. Being a manager besides takes nothing from a partner or an admin.
 */
export const visibleBuildings = (holder: Holder): readonly string[] | 'all' =>
  isIn(holder, 'admin') || isIn(holder, 'partner') ? 'all' : holder.buildings;

export const maySeeBuilding = (holder: Holder, buildingId: string): boolean => {
  const visible = visibleBuildings(holder);
  return visible === 'all' || visible.includes(buildingId);
};

/** A person, as a delivery may concern one. */
export interface Person extends Holder {
  readonly sub: string;
  readonly partnerId: string | null;
}

type Owned = Pick<Delivery, 'courierId' | 'buildingId' | 'partnerId'>;

export const mayChangeDelivery = (person: Person, delivery: Owned): boolean =>
  managesBuilding(person, delivery.buildingId) ||
  (isIn(person, 'courier') && delivery.courierId === person.sub);

export const maySeeDelivery = (person: Person, delivery: Owned): boolean =>
  mayChangeDelivery(person, delivery) || (isIn(person, 'partner') && delivery.partnerId === person.partnerId);
