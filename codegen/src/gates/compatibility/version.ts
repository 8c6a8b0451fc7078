/** Whether a contract's version says what its changes are: `info.version` is semantic. */

/** A breaking change is told by a higher major version. */
export function allowsBreaking(released: string, current: string): boolean {
  return major(current) > major(released);
}

function major(version: string): number {
  const match = /^(\d+)\.\d+\.\d+$/.exec(version);
  if (match === null) throw new Error(`info.version "${version}" is no version of the form 1.2.3.`);
  return Number(match[1]);
}
