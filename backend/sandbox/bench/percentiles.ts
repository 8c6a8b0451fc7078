/** The value below which a part (0 to 1) of the sample lies; NaN of an empty sample. */
export function percentile(sample: readonly number[], part: number): number {
  const sorted = sample.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
