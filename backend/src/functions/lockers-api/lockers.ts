/** Lockers: partners and admins see all, managers see and edit those of their own buildings. */
import { BUILDING_LABEL } from '../../data/building-repository.ts';
import type { ListedLocker, LockerRepository } from '../../data/locker-repository.ts';
import type { Page, Position } from '../../data/page.ts';
import { onFailureOf, retryWhenOvertaken } from '../../data/transaction.ts';
import { unknownBuilding } from '../../domain/building.ts';
import { etagOf, requireMatch } from '../../domain/etag.ts';
import { identifierOf } from '../../domain/identifier.ts';
import { changeLocker, installLocker, requireUnused } from '../../domain/locker.ts';
import type { Caller } from '../../domain/principal.ts';
import { managesBuilding, maySeeBuilding, visibleBuildings } from '../../domain/rights.ts';
import { notFound, Refusal } from '../../domain/refusal.ts';
import type { OperationHandlers } from '../../generated/operations.ts';
import { basePath } from '../../generated/manifest.ts';
import { createOnce } from '../../http/creation.ts';
import type { RequestContext } from '../../http/request-context.ts';
import type { BuildingOperation } from './buildings.ts';
import { lockerSummary, lockerView } from './views.ts';

/** Attribute of a position that says which of a manager's buildings the page is in. */
const BUILDING = 'building';

type Handlers = OperationHandlers<'lockers-api', RequestContext>;

export const lockerHandlers = (lockers: LockerRepository): Omit<Handlers, BuildingOperation> => {
  const find = async (caller: Caller, lockerId: string, may: typeof maySeeBuilding = maySeeBuilding) => {
    const found = await lockers.find(lockerId);
    if (!found || !may(caller, found.locker.buildingId)) throw notFound('locker', lockerId);
    return found;
  };

  /** A page of several buildings' lockers: one building at a time, the position says which is next. */
  const listBuildings = async (
    buildings: readonly string[],
    status: string | undefined,
    limit: number,
    position: Position | undefined,
  ): Promise<Page<ListedLocker>> => {
    const { [BUILDING]: named = buildings[0], ...rest } = position ?? {};
    const index = named === undefined ? -1 : buildings.indexOf(named);
    const buildingId = buildings[index];
    // No buildings, or the one the last page ended in has been taken from the manager since.
    if (buildingId === undefined) return { items: [] };
    const after = Object.keys(rest).length > 0 ? rest : undefined;
    const page = await lockers.list({ buildingId, status }, { limit, after });
    if (page.next) return { items: page.items, next: { ...page.next, [BUILDING]: buildingId } };
    const following = buildings[index + 1];
    return { items: page.items, ...(following === undefined ? {} : { next: { [BUILDING]: following } }) };
  };

  return {
    async listLockers({ query: { buildingId, status, limit } }, context) {
      const { caller, position } = context;
      const own = visibleBuildings(caller);
      if (buildingId !== undefined && !maySeeBuilding(caller, buildingId)) {
        return { status: 200, body: { data: [], nextCursor: null } };
      }
      const page =
        buildingId === undefined && own !== 'all'
          ? await listBuildings(own, status, limit, position)
          : await lockers.list({ buildingId, status }, { limit, after: position });
      return {
        status: 200,
        body: { data: page.items.map(lockerSummary), nextCursor: context.nextCursor(page) },
      };
    },

    async createLocker({ body }, context) {
      if (!managesBuilding(context.caller, body.buildingId)) {
        throw new Refusal('access_denied', `Building ${body.buildingId} is not one of yours.`);
      }
      return createOnce(context, {
        prefix: 'lkr',
        label: 'locker',
        find: async (id) => (await lockers.find(id))?.locker,
        async make(id) {
          const compartmentId = (number: number) => identifierOf('cmp', id, String(number));
          const installed = installLocker(id, body, compartmentId, context.now);
          const { locker, compartments } = installed;
          const reply = {
            status: 201 as const,
            headers: { Location: `${basePath}/lockers/${locker.id}`, ETag: etagOf(locker.version) },
            body: lockerView(locker, compartments),
          };
          await lockers
            .insert(installed, context.record(reply))
            .catch(onFailureOf(BUILDING_LABEL, () => unknownBuilding('/buildingId', body.buildingId)));
          return reply;
        },
      });
    },

    async getLocker({ path }, { caller }) {
      const { locker, compartments } = await find(caller, path.lockerId);
      return {
        status: 200,
        headers: { ETag: etagOf(locker.version) },
        body: lockerView(locker, compartments),
      };
    },

    updateLocker: ({ path, header, body }, context) =>
      retryWhenOvertaken(async () => {
        const { locker, compartments } = await find(context.caller, path.lockerId, managesBuilding);
        requireMatch(header.ifMatch, locker.version);
        const changed = changeLocker(locker, body, context.now);
        const reply = {
          status: 200 as const,
          headers: { ETag: etagOf(changed.version) },
          body: lockerView(changed, compartments),
        };
        await lockers.update(changed, context.record(reply));
        return reply;
      }),

    deleteLocker: ({ path, header }, context) =>
      retryWhenOvertaken(async () => {
        const found = await find(context.caller, path.lockerId, managesBuilding);
        requireMatch(header.ifMatch, found.locker.version);
        requireUnused(found.locker, found.compartments);
        const reply = { status: 204 as const };
        await lockers.remove(found, context.record(reply));
        return reply;
      }),
  };
};
