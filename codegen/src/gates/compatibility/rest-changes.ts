/**
 * Which changes of the REST contract break a program that was written against the released one. api-smart-diff finds the changes and
 * judges most of them; where the house judges otherwise, a rule below says why.
 */
import { apiCompare } from 'api-smart-diff';
import type { HttpMethod, OpenApiDocument } from '../../contract/openapi/document.ts';

export interface BreakingChange {
  /** The operation by its released name, or the part of the document outside the operations. */
  where: string;
  /** Path below the operation, with slashes. */
  path: string;
  what: string;
}

interface Change {
  action: string;
  type: string;
  path: (string | number)[];
  before?: unknown;
  after?: unknown;
}

export function breakingChanges(released: OpenApiDocument, current: OpenApiDocument): BreakingChange[] {
  // It writes into what it is given, and YAML anchors are shared objects: each side gets a copy of its own.
  const before = copy(released);
  const { diffs } = apiCompare(copy(released), copy(current)) as { diffs: Change[] };
  const changes = diffs.filter(isBreaking).map((change) => describe(before, change));
  return [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()];
}

function copy(document: OpenApiDocument): OpenApiDocument {
  return JSON.parse(JSON.stringify(document)) as OpenApiDocument;
}

function isBreaking(change: Change): boolean {
  const [root, , , part] = change.path;
  // A component breaks nobody by itself; what it changes in an operation is reported there.
  if (root !== 'paths') return isBreakingOutside(change);
  if (part === 'operationId' || part === 'tags') return true; // They name the method of the SDK.
  if (part === 'x-northwind-groups') return change.action !== 'add';
  if (part === 'security') return isBreakingSecurity(change);
  if (part === 'requestBody' || part === 'parameters') return isBreakingRequest(change);
  if (part === 'responses') return isBreakingResponse(change);
  return change.type === 'breaking';
}

function isBreakingOutside({ path, action, before, after }: Change): boolean {
  if (path[0] === 'servers') return action !== 'add' && (path.length === 2 || path.at(-1) === 'url');
  return path[0] === 'x-northwind-max-body-bytes' && Number(after) < Number(before);
}

/** A further scope is asked of a token that does not hold it: the library calls that compatible. */
function isBreakingSecurity({ path, action, type }: Change): boolean {
  return type === 'breaking' || (action === 'add' && path.length > 5);
}

function isBreakingRequest(change: Change): boolean {
  const { path, action, type } = change;
  const key = path.at(-1);
  const parent = path.at(-2);
  // Also where there is a default: a program that left the field out is refused now.
  if (parent === 'required' || key === 'required')
    return action === 'remove' ? false : change.after !== false;
  // Bodies are closed, so a field that is gone is refused.
  if (parent === 'properties' && action === 'remove') return true;
  // Also from boolean to string, which would accept every old value: the SDK's type is another one.
  if (key === 'type') return true;
  if (key === 'nullable') return change.after !== true;
  if (key === 'maxProperties')
    return action !== 'remove' && Number(change.after) < Number(change.before ?? Infinity);
  if (key === 'minProperties')
    return action !== 'remove' && Number(change.after) > Number(change.before ?? 0);
  return type === 'breaking';
}

function isBreakingResponse({ path, action, type, after }: Change): boolean {
  const key = path.at(-1);
  // The library judges these two as in a request, where the other direction is the safe one.
  if (key === 'type') return true;
  if (key === 'nullable') return after === true;
  // The contract tells partners that new values may come (info.description), as new fields may.
  if (path.at(-2) === 'enum' && action === 'add') return false;
  if (key === 'maxProperties' || key === 'minProperties') return false;
  return type === 'breaking';
}

function describe(released: OpenApiDocument, { path, action, before, after }: Change): BreakingChange {
  const [root, route, method, ...rest] = path;
  const operation =
    root === 'paths' ? released.paths[String(route)]?.[String(method) as HttpMethod]?.operationId : undefined;
  const isNamed = operation !== undefined;
  return {
    where: operation ?? String(root),
    path: (isNamed ? rest : path.slice(1)).join('/'),
    what:
      action === 'replace'
        ? `${text(before)} became ${text(after)}`
        : action === 'add'
          ? `${text(after)} was added`
          : `${text(before)} was removed`,
  };
}

function text(value: unknown): string {
  const json = JSON.stringify(value) ?? 'nothing';
  return json.length > 60 ? `${json.slice(0, 60)}…` : json;
}
