/**
 * Where a signed-in session is kept. `localStorage` is such a storage, and so is React Native's `AsyncStorage`; what it holds
 * lets anybody who reads it act as the user, so choose it like a place for a password.
 */
export interface SessionStorage {
  getItem(key: string): Promise<string | null> | string | null;
  setItem(key: string, value: string): Promise<void> | void;
  removeItem(key: string): Promise<void> | void;
}

/** Keeps sessions in memory: a reload or a restart signs the user out. */
export function memoryStorage(): SessionStorage {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}
