/** Query and Scan: dynalite finds the page, and its filter and projection are applied here (see `conditions.ts`). */
import { holds, type Expression, type Path } from './conditions.ts';
import { data, runAction, validateRequest, type Item } from './dynalite.ts';
import { validationError } from './errors.ts';
import type { TableStore } from './table-store.ts';

type Request = Record<string, unknown>;
type Reply = Record<string, unknown>;

/** A filter that dynalite finds to hold for every item; it still checks which paths the real one names. */
const everything: Expression = {
  type: 'not',
  args: [{ type: 'function', name: 'attribute_exists', args: [['\0']] }],
};

export async function readPage(
  store: TableStore,
  operation: 'Query' | 'Scan',
  request: Request,
): Promise<Reply> {
  const validated = validateRequest(operation, request, store.readStore);
  const filter = validated['_filter'] as { expression: Expression } | undefined;
  checkProjection(store, validated);
  if (filter === undefined) return runAction(operation, store.readStore, validated);
  const projection = validated['_projection'] as { paths: Path[] } | undefined;
  const counted = validated['Select'] === 'COUNT';
  const page = await runAction(operation, store.readStore, {
    ...validated,
    _filter: { ...filter, expression: everything },
    ...(projection === undefined ? {} : { _projection: { ...projection, paths: undefined } }),
    ...(counted ? { Select: undefined } : {}),
  });
  const items = (page['Items'] as Item[]).filter((item) => holds(filter.expression, item));
  const { Items: _items, ...rest } = page;
  if (counted) return { ...rest, Count: items.length };
  return {
    ...rest,
    Count: items.length,
    Items: projection === undefined ? items : items.map((item) => data.mapPaths(projection.paths, item)),
  };
}

/** A global index gives what it projects and nothing else. */
function checkProjection(store: TableStore, request: Reply): void {
  const projection = request['_projection'] as { paths: Path[] } | undefined;
  const table = store.findTable(String(request['TableName']));
  const index = table?.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === request['IndexName']);
  if (projection === undefined || table === undefined || index === undefined) return;
  if (index.Projection.ProjectionType === 'ALL') return;
  const projected = [...table.KeySchema, ...index.KeySchema]
    .map(({ AttributeName }) => AttributeName)
    .concat(index.Projection.NonKeyAttributes ?? []);
  const missing = projection.paths.map(([head]) => String(head)).filter((name) => !projected.includes(name));
  if (missing.length === 0) return;
  throw validationError(
    `One or more parameter values were invalid: Global secondary index ${
      index.IndexName
    } does not project [${missing.join(', ')}]`,
  );
}
