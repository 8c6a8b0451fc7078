/**
 * Working off a batch in groups: one after another within a group, groups side by side. Powertools' batch processor knows only all
 * side by side, or all one after another.
 */

export interface GroupedWork<RecordType> {
  /** What must be done one after another, in the order of the batch. */
  readonly groupOf: (record: RecordType) => string;
  readonly work: (record: RecordType) => Promise<void>;
  /**
   * `stop`: the rest of the group has failed with it, because it must not overtake. `continue`: the rest does not depend on it.
   */
  readonly afterFailure: 'stop' | 'continue';
  readonly failed: (record: RecordType, error: Error) => void;
}

/** Returns the records that must come again, in the order of the batch. Never rejects. */
export const processGroups = async <RecordType>(
  records: readonly RecordType[],
  { groupOf, work, afterFailure, failed }: GroupedWork<RecordType>,
): Promise<readonly RecordType[]> => {
  const again = new Set<RecordType>();
  const processGroup = async (group: readonly RecordType[]): Promise<void> => {
    for (const [index, record] of group.entries()) {
      try {
        await work(record);
      } catch (error) {
        failed(record, error as Error);
        again.add(record);
        if (afterFailure === 'continue') continue;
        for (const later of group.slice(index + 1)) again.add(later);
        return;
      }
    }
  };
  const groups = new Map<string, RecordType[]>();
  for (const record of records) {
    const name = groupOf(record);
    groups.set(name, [...(groups.get(name) ?? []), record]);
  }
  await Promise.all([...groups.values()].map(processGroup));
  return records.filter((record) => again.has(record));
};
