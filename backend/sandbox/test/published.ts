/** What the system publishes, complete as `stream-fanout` sends it: what an event has not is null. */
import type { systemDocuments } from '../../src/generated/graphql-documents.ts';
import { deliveryEventInputFields, lockerEventInputFields } from '../../src/generated/graphql-fields.ts';

type Known = Readonly<Record<string, unknown>>;

const complete = (names: readonly string[], known: Known): Known =>
  Object.fromEntries(names.map((name) => [name, known[name] ?? null]));

interface Published {
  readonly input: Known;
  /** What the followers of the locker get of a delivery's event. */
  readonly event?: Known;
}

/** Variables of the document for an event of which a test says a part. */
export const published = (document: keyof typeof systemDocuments, event: object): Published => {
  const known = event as Known;
  if (document === 'PublishLockerEvent') return { input: complete(lockerEventInputFields, known) };
  const { status } = known;
  const ofLocker = { ...known, type: `DELIVERY_${String(status)}`, deliveryStatus: status };
  return {
    event: complete(lockerEventInputFields, ofLocker),
    input: complete(deliveryEventInputFields, known),
  };
};
