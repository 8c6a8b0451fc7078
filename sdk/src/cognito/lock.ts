/** The part of the Web Locks API that is used. */
interface Locks {
  request<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
}

/** Work of this process under way, by name, for runtimes without locks. */
const queues = new Map<string, Promise<unknown>>();

/**
 * Runs work so that no two works of one name run at a time: among all tabs of an origin where the runtime has Web Locks
 * (browsers, Node 24), else in this process.
 */
export async function exclusively<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const locks = (globalThis.navigator as { readonly locks?: Locks } | undefined)?.locks;
  if (locks) return locks.request(name, work);
  const before = queues.get(name);
  const result = (async () => {
    await before?.catch(() => {});
    return work();
  })();
  queues.set(name, result);
  try {
    return await result;
  } finally {
    if (queues.get(name) === result) queues.delete(name);
  }
}
