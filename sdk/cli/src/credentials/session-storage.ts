import type { SessionStorage } from '@northwind/sdk/cognito';
import type { Profile } from './profile.ts';
import type { ProfileStore } from './profile-store.ts';

/** A person's session in their profile: what the SDK would keep in a browser's `localStorage`. */
export function sessionStorageOf(store: ProfileStore, name: string, initial: Profile): SessionStorage {
  // A profile that is gone was signed out of by another command.
  const read = async (): Promise<Profile> => (await store.read(name)) ?? { ...initial, session: undefined };
  const change = async (key: string, value: string | undefined): Promise<void> => {
    const profile = await read();
    const { [key]: _old, ...others } = profile.session ?? {};
    await store.write(name, {
      ...profile,
      session: { ...others, ...(value !== undefined && { [key]: value }) },
    });
  };
  return {
    getItem: async (key) => (await read()).session?.[key] ?? null,
    setItem: (key, value) => change(key, value),
    removeItem: (key) => change(key, undefined),
  };
}
