import type { SignatureContentType } from '../generated/graphql/documents.ts';
import type { AllLimits, CallLimits } from '../transport/request-options.ts';

/** How much of a file has arrived. */
export interface DownloadProgress {
  readonly transferredBytes: number;
  /** Size of the whole file; `undefined` if it is not known. */
  readonly totalBytes: number | undefined;
}

/**
 * Options of a download. `timeout` limits each silence of the server: until its response begins, and between parts of the file.
 * `totalTimeout` limits the wait for the export and for the beginning of the response; reading the file may take longer.
 */
export interface DownloadOptions extends CallLimits {
  /** Ends the wait or the download; what is under way then rejects with `AbortError`. */
  signal?: AbortSignal | undefined;
  /** Called as parts of the file arrive. In React Native, whose responses are no streams, it is not called. */
  onProgress?: ((progress: DownloadProgress) => void) | undefined;
}

/** What transfers of files need of the client. */
export interface FileConfig {
  readonly fetch: typeof globalThis.fetch | undefined;
  readonly limits: AllLimits;
}

/** The image of a recipient's signature. */
export interface SignatureImage {
  readonly deliveryId: string;
  readonly contentType: SignatureContentType;
  /** The image; SVG may be a string. At most 262,144 bytes. */
  readonly image: string | Blob | ArrayBuffer | ReturnType<typeof Uint8Array.of>;
}

/** Options of an upload; the limits are those of each of its two requests. */
export interface UploadOptions extends CallLimits {
  /** Ends the upload, which then rejects with `AbortError`. */
  signal?: AbortSignal | undefined;
}
