import { traced } from '../support/caller-stack.ts';
import { ApiPromise, type ParsedResponse } from './api-promise.ts';
import type { Page } from './page.ts';

/**
 * What a list method returns. Nothing is sent until it is awaited or iterated, and a page is fetched only when the loop comes
 * to it: a loop that stops fetches no more.
 *
 * @example
 * ```ts
 * import { Northwind } from '@northwind/sdk';
 *
 * const northwind = Northwind.fromEnv();
 * for await (const invoice of northwind.invoices.list({ status: 'open' })) {
 *   console.log(invoice.number, invoice.amountDue);
 * }
 * const { data, nextCursor } = await northwind.invoices.list({ limit: 10 });
 * console.log(data.length, nextCursor);
 * ```
 */
export class ListPromise<Item> extends ApiPromise<Page<Item>> implements AsyncIterable<Item> {
  readonly #fetchPage: (cursor?: string, seen?: ReadonlySet<string>) => Promise<ParsedResponse<Page<Item>>>;

  /**
   * @param fetchPage - fetches the page at a cursor; without one, the page that the call's own parameters name. It rejects a
   *   page that leads back to a cursor in `seen`.
   * @internal
   */
  constructor(
    fetchPage: (cursor?: string, seen?: ReadonlySet<string>) => Promise<ParsedResponse<Page<Item>>>,
  ) {
    super(() => fetchPage());
    this.#fetchPage = traced(fetchPage);
  }

  /** The first page, as awaiting the list itself gives it. */
  firstPage(): Promise<Page<Item>> {
    return this.then();
  }

  /** Iterates over pages instead of items. */
  async *pages(): AsyncGenerator<Page<Item>, void, undefined> {
    const seen = new Set<string>();
    let page = await this.firstPage();
    for (;;) {
      yield page;
      if (!page.nextCursor) return;
      seen.add(page.nextCursor);
      page = (await this.#fetchPage(page.nextCursor, seen)).data;
    }
  }

  /** Iterates over the items of all pages. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for await (const page of this.pages()) yield* page.data;
  }
}
