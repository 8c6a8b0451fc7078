/** Versions of the contract and of the packages: semantic, without pre-releases. */

export const levels = ['major', 'minor', 'patch'] as const;
export type Level = (typeof levels)[number];

function parts(version: string): [number, number, number] {
  const match = /^(\d+)\.(\d+)\.(\d+)$/.exec(version);
  if (match === null) throw new Error(`"${version}" is no version of the form 1.2.3.`);
  return [Number(match[1]), Number(match[2]), Number(match[3])];
}

export const major = (version: string): number => parts(version)[0];

export function nextVersion(version: string, level: Level): string {
  const [first, second, third] = parts(version);
  if (level === 'major') return `${first + 1}.0.0`;
  return level === 'minor' ? `${first}.${second + 1}.0` : `${first}.${second}.${third + 1}`;
}

/** Whether `current` is one of the versions that may follow `released`. */
export function raises(released: string, current: string): boolean {
  return levels.some((level) => nextVersion(released, level) === current);
}
