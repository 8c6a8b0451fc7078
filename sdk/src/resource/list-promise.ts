import type { ApiResponse, ParsedAnswer } from './api-promise.ts';
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
export class ListPromise<Item> implements Promise<Page<Item>>, AsyncIterable<Item> {
  readonly [Symbol.toStringTag] = 'ListPromise';
  readonly #fetchPage: (cursor: string | undefined) => Promise<ParsedAnswer<Page<Item>>>;
  #first: Promise<ParsedAnswer<Page<Item>>> | undefined;

  /** @param fetchPage - fetches the page at a cursor; `undefined` means the one the call's own parameters name. */
  constructor(fetchPage: (cursor: string | undefined) => Promise<ParsedAnswer<Page<Item>>>) {
    this.#fetchPage = fetchPage;
  }

  #firstAnswer(): Promise<ParsedAnswer<Page<Item>>> {
    return (this.#first ??= this.#fetchPage(undefined));
  }

  /** The first page, as awaiting the list itself gives it. */
  async firstPage(): Promise<Page<Item>> {
    return (await this.#firstAnswer()).data;
  }

  /** The first page with its response and request id. */
  async withResponse(): Promise<ApiResponse<Page<Item>>> {
    const { data, response, requestId } = await this.#firstAnswer();
    return { data, response, requestId };
  }

  /** Iterates over pages instead of items. */
  async *pages(): AsyncGenerator<Page<Item>, void, undefined> {
    let page = await this.firstPage();
    for (;;) {
      yield page;
      if (!page.nextCursor) return;
      page = (await this.#fetchPage(page.nextCursor)).data;
    }
  }

  /** Iterates over the items of all pages. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for await (const page of this.pages()) yield* page.data;
  }

  then<Fulfilled = Page<Item>, Rejected = never>(
    onFulfilled?: ((page: Page<Item>) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    return this.firstPage().then(onFulfilled, onRejected);
  }

  catch<Rejected = never>(
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Page<Item> | Rejected> {
    return this.firstPage().catch(onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<Page<Item>> {
    return this.firstPage().finally(onFinally);
  }
}
