import { Refusal } from './refusal.ts';

/** Strong entity tag of a version: `3` → `"3"`. */
export const etagOf = (version: number): string => `"${version}"`;

/**
 * Throws unless `If-Match` names the current version or is `*`; absent, it asks for nothing. Weak tags never match (RFC 9110, 13.1.1).
 */
export const requireMatch = (ifMatch: string | undefined, version: number): void => {
  if (ifMatch === undefined) return;
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  if (tags.includes('*') || tags.includes(etagOf(version))) return;
  throw new Refusal('etag_mismatch', 'Read it again and send its etag as If-Match.');
};
