/** What the system publishes, complete as `stream-fanout` sends it: what an event has not is null. */
import type { systemDocuments } from '../../src/generated/graphql-documents.ts';
import { deliveryEventInputFields, lockerEventInputFields } from '../../src/generated/graphql-fields.ts';

const fields: Readonly<Record<keyof typeof systemDocuments, readonly string[]>> = {
  PublishLockerEvent: lockerEventInputFields,
  PublishDeliveryEvent: deliveryEventInputFields,
};

/** Variables of the document for an event of which a test says a part. */
export const published = (
  document: keyof typeof systemDocuments,
  event: object,
): { readonly input: Readonly<Record<string, unknown>> } => {
  const known = event as Readonly<Record<string, unknown>>;
  return { input: Object.fromEntries(fields[document].map((name) => [name, known[name] ?? null])) };
};
