/** Buildings: admins keep them, managers read their own. */
import { BUILDING_LABEL, type BuildingRepository } from '../../data/building-repository.ts';
import { retryWhenOvertaken } from '../../data/transaction.ts';
import { changeBuilding, newBuilding, requireNoLockers, type Building } from '../../domain/building.ts';
import { etagOf, requireMatch } from '../../domain/etag.ts';
import { notFound } from '../../domain/refusal.ts';
import { isIn, managesBuilding } from '../../domain/rights.ts';
import { basePath } from '../../generated/manifest.ts';
import type { OperationHandlers } from '../../generated/operations.ts';
import { createOnce } from '../../http/creation.ts';
import type { RequestContext } from '../../http/request-context.ts';
import { buildingView } from './views.ts';

type Handlers = OperationHandlers<'lockers-api', RequestContext>;

/** Those of the function's operations that are about buildings. */
export type BuildingOperation = Extract<keyof Handlers, `${string}Building${'' | 's'}`>;

export const buildingHandlers = (buildings: BuildingRepository): Pick<Handlers, BuildingOperation> => {
  const find = async (buildingId: string): Promise<Building> => {
    const building = await buildings.find(buildingId);
    if (!building) throw notFound('building', buildingId);
    return building;
  };

  /** A page of a manager's own, cut from the ids in the token. Where the last one shown was taken away, the list begins anew. */
  const listOwn = async (own: readonly string[], limit: number, after: string | undefined) => {
    const rest = own.slice(after === undefined ? 0 : own.indexOf(after) + 1);
    const ids = rest.slice(0, limit);
    const last = ids.at(-1);
    const items = await buildings.findEach(ids);
    return last !== undefined && rest.length > ids.length ? { items, next: { id: last } } : { items };
  };

  return {
    async listBuildings({ query: { limit } }, context) {
      const { caller, position } = context;
      const page = isIn(caller, 'admin')
        ? await buildings.list({ limit, after: position })
        : await listOwn(caller.buildings, limit, position?.['id']);
      return {
        status: 200,
        body: { data: page.items.map(buildingView), nextCursor: context.nextCursor(page) },
      };
    },

    createBuilding: ({ body }, context) =>
      createOnce(context, {
        prefix: 'bld',
        label: BUILDING_LABEL,
        find: buildings.find,
        async make(id) {
          const building = newBuilding(id, body, context.now);
          const reply = {
            status: 201 as const,
            headers: { Location: `${basePath}/buildings/${id}`, ETag: etagOf(building.version) },
            body: buildingView(building),
          };
          await buildings.insert(building, context.record(reply));
          return reply;
        },
      }),

    async getBuilding({ path: { buildingId } }, { caller }) {
      if (!managesBuilding(caller, buildingId)) throw notFound('building', buildingId);
      const building = await find(buildingId);
      return { status: 200, headers: { ETag: etagOf(building.version) }, body: buildingView(building) };
    },

    updateBuilding: ({ path, header, body }, context) =>
      retryWhenOvertaken(async () => {
        const building = await find(path.buildingId);
        requireMatch(header.ifMatch, building.version);
        const changed = changeBuilding(building, body, context.now);
        const reply = {
          status: 200 as const,
          headers: { ETag: etagOf(changed.version) },
          body: buildingView(changed),
        };
        await buildings.update(changed, context.record(reply));
        return reply;
      }),

    deleteBuilding: ({ path, header }, context) =>
      retryWhenOvertaken(async () => {
        const building = await find(path.buildingId);
        requireMatch(header.ifMatch, building.version);
        requireNoLockers(building);
        const reply = { status: 204 as const };
        await buildings.remove(building, context.record(reply));
        return reply;
      }),
  };
};
