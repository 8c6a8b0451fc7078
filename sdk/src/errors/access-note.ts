import { access } from '../generated/access.ts';

/** For a status of 300 to 399, or 0, as which browsers hide a redirect. */
export const REDIRECT_NOTE =
  'a redirect is not followed, since it would take the credentials elsewhere; check the URLs of `environment`';

/**
 * `` needs `northwind/lockers.write`; this token has `northwind/lockers.read` `` for a refusal that scopes or groups explain.
 *
 * @param operation - the contract's `operationId`; of another name there is nothing to say.
 * @param code - of the problem document.
 */
export function accessNote(operation: string, code: unknown, token: string | undefined): string | undefined {
  const claim = { insufficient_scope: 'scope', access_denied: 'cognito:groups' }[String(code)];
  const required = Object.hasOwn(access, operation) ? access[operation] : undefined;
  if (!claim || !required) return undefined;
  const needed = claim === 'scope' ? required.scopes : required.groups;
  const value = claimsOf(token)[claim];
  const granted = typeof value === 'string' ? value.split(' ') : value;
  // A member of a group may be refused for another reason, such as somebody else's building.
  if (!Array.isArray(granted)) return claim === 'scope' ? `needs ${list(needed)}` : undefined;
  if (claim !== 'scope' && granted.some((name) => needed.includes(String(name)))) return undefined;
  return `needs ${claim === 'scope' ? '' : 'the group '}${list(needed)}; this token has ${list(granted)}`;
}

const list = (names: readonly unknown[]): string =>
  names.map((name) => `\`${String(name)}\``).join(', ') || 'none';

/** Claims of a JWT, unverified: they only explain. Nothing if the token is none. */
function claimsOf(token: string | undefined): Record<string, unknown> {
  try {
    const [, payload = ''] = token!.split('.');
    return Object(JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')))) as Record<
      string,
      unknown
    >;
  } catch {
    return {};
  }
}
