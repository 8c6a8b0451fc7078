import type { Refused } from './outcome.ts';

/** An outcome without what may differ between two correct stores: messages, and the order of a set's members. */
export function comparable(outcome: Record<string, unknown> | Refused): unknown {
  if ('error' in outcome) {
    const { error, reasons, item } = outcome as Refused;
    const codes = (reasons as { Code: string; Item?: unknown }[] | undefined)?.map(({ Code, Item }) => ({
      Code,
      Item: sorted(Item),
    }));
    return { error, reasons: codes, item: sorted(item) };
  }
  return sorted(outcome);
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(sorted);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) =>
      /^[SNB]S$/.test(name) && Array.isArray(member)
        ? [name, (member.map(sorted) as string[]).sort()]
        : [name, sorted(member)],
    ),
  );
}
