/** What resolvers send to Lambda functions, and what they expect back. */

/** Object key of the image of a recipient's signature. Made of ids we know, so that a courier can name no other object. */
export const signatureKey = (partnerId: string, deliveryId: string, uploadId: string): string =>
  `signatures/${partnerId}/${deliveryId}/${uploadId}`;

/** `Mutation.requestSignatureUpload`, one at a time. */
export interface SignatureUploadRequest {
  readonly operation: 'upload';
  /** Object key in the signatures bucket. */
  readonly key: string;
  /** The link must be bound to it. */
  readonly contentType: 'image/png' | 'image/svg+xml';
  /** The link must be bound to it too. */
  readonly sizeBytes: number;
}

/** `Delivery.signature`, always a list (BatchInvoke); answered by a list of the same length in the same order. */
export interface SignatureDownloadRequest {
  readonly operation: 'download';
  readonly key: string;
}

/** The event of `delivery-signature`. */
export type SignatureRequest = SignatureUploadRequest | readonly SignatureDownloadRequest[];

/** A pre-signed URL: PUT for an upload, GET for a download. */
export interface SignatureLink {
  readonly url: string;
  /** RFC 3339 in UTC. */
  readonly expiresAt: string;
}

/** The event of `locker-command`: publish an `open_compartment` command (schema/events/device-command.schema.json). */
export interface OpenCompartmentRequest {
  /** Becomes `commandId`: the locker acts once for each. */
  readonly commandId: string;
  readonly lockerId: string;
  readonly compartmentId: string;
  /** The caller's `sub`, for the log. */
  readonly requestedBy: string;
}

/** Times of the command that was published, RFC 3339 in UTC. */
export interface OpenCompartmentAnswer {
  readonly commandId: string;
  readonly issuedAt: string;
  readonly expiresAt: string;
}

/** A client mutation id that was used before, for something else, sends nothing. */
export type OpenCompartmentReply =
  | (OpenCompartmentAnswer & { readonly refusal?: never })
  | { readonly refusal: 'IdempotencyMismatch' };
