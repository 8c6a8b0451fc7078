import { lazy } from '../errors/lazy.ts';
import { InvoiceExportsResource } from '../generated/resources/invoice-exports.ts';
import type { ResourceContext } from '../resource/resource.ts';
import type { DownloadOptions, FileConfig } from './options.ts';

const loadDownload = /* @__PURE__ */ lazy(() => import('./download.lazy.ts'));

/** The contract's operations on exports, and the download of what they make. */
export class InvoiceExports extends InvoiceExportsResource {
  readonly #config: FileConfig;

  /** @internal */
  constructor(context: ResourceContext, config: FileConfig) {
    super(context);
    this.#config = config;
  }

  /**
   * Waits until an export is finished and downloads its file. The code for it is loaded when it is first used.
   *
   * @param exportId - The export, whether or not it is ready.
   * @returns A response whose `body` streams the file; or read it whole with `text()`, `arrayBuffer()` or `blob()`. Reading it
   * rejects with `ConnectionError` if the connection breaks, and with `TimeoutError` if nothing arrives for `timeout`.
   * @throws `TimeoutError` if the export is not ready, or the response has not begun, within `totalTimeout`.
   * @throws {@link NorthwindError} with the `code` `'export_failed'` if the export could not be made.
   * @throws {@link NorthwindError} Whatever else fails: see the classes that extend it.
   *
   * @example
   * ```ts
   * import { Northwind } from '@northwind/sdk';
   *
   * const northwind = Northwind.fromEnv();
   * const file = await northwind.invoiceExports.download('exp_01KB9ZZ0000000000000000001', {
   *   onProgress: ({ transferredBytes, totalBytes }) => console.log(transferredBytes, 'of', totalBytes),
   * });
   * console.log(await file.text());
   * ```
   */
  async download(exportId: string, options: DownloadOptions = {}): Promise<Response> {
    const { downloadExport } = await loadDownload();
    const get = this.get.bind(this, exportId);
    return downloadExport(this.#config, (each) => get(each).withResponse(), options);
  }
}
