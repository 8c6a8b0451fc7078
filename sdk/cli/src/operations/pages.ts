import type { ListPromise } from '@northwind/sdk';
import type { PrintedPage } from '../output/print.ts';

export interface PageOptions {
  /** Of items; undefined: one page as large as the server makes it; Infinity: all. */
  readonly limit: number | undefined;
  readonly cursor: string | undefined;
  /** Items of a page, at most. */
  readonly maximum: number;
}

/**
 * The pages of a list up to a number of items. Each page asks for no more than is wanted, so that its `nextCursor` is the place
 * where the output ends.
 */
export async function* pagesUpTo(
  list: (page: { limit?: number; cursor?: string }) => ListPromise<unknown>,
  { limit, cursor: first, maximum }: PageOptions,
): AsyncGenerator<PrintedPage> {
  let left = limit;
  let cursor = first;
  do {
    const size = left === undefined ? {} : { limit: Math.min(left, maximum) };
    const page = await list({ ...size, ...(cursor !== undefined && { cursor }) }).firstPage();
    yield page as PrintedPage;
    if (left === undefined || page.nextCursor === null || page.nextCursor === cursor) return;
    left -= page.data.length;
    cursor = page.nextCursor;
  } while (left > 0);
}
