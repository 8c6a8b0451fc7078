/**
 * Which Region is active, as both can learn it without the other: a TXT record that Route 53 answers by the health checks that REST's name
 * follows, so that all channels go the same way, and also when a person holds a Region.
 */
import { Resolver } from 'node:dns/promises';
import { requiredVariable } from '../runtime/environment.ts';

/** A name's TXT records, each in the pieces that DNS sends. */
export type ResolveTxt = () => Promise<readonly (readonly string[])[]>;

/** Asks the function's own resolver, which keeps the answer for the record's time to live. A try lasts a second, and there are two. */
export const txtRecord = (name: string): ResolveTxt => {
  const resolver = new Resolver({ timeout: 1_000, tries: 2 });
  return () => resolver.resolveTxt(name);
};

/** The Region that the record names. @throws Error where there is no answer, or one that names no one Region */
export const activeRegion = (resolve: ResolveTxt) => async (): Promise<string> => {
  const [record, ...others] = await resolve();
  if (record === undefined || others.length > 0) throw new Error('The failover record names no one Region.');
  return record.join('');
};

/**
 * How long a Region that has been left goes on publishing, milliseconds: the other one may still have the record's last answer. What both
 * publish is dropped by its sequence; what nobody did, a phone would never hear of.
 */
export const overlapMs = 10_000;

export interface PublishesParts {
  /** The Region that asks. */
  readonly own: string;
  readonly activeRegion: () => Promise<string>;
  readonly now: () => number;
}

/**
 * Whether the Region's functions publish what they read in the table's stream. Where there is no answer it stays as it was: a resolver that is
 * lost moves nobody.
 *
 * @throws Error where there never was an answer; the batch then comes again
 */
export const publishes = ({ own, activeRegion: ask, now }: PublishesParts): (() => Promise<boolean>) => {
  let last: string | undefined;
  let lastActive = -Infinity;
  return async () => {
    try {
      last = await ask();
    } catch (error) {
      if (last === undefined) throw error;
    }
    if (last === own) lastActive = now();
    return now() - lastActive < overlapMs;
  };
};

/** {@link publishes} for the function that asks, by its environment; where there is one Region, there is no name to ask and it publishes. */
export const ownRegionPublishes = (): (() => Promise<boolean>) => {
  const { FAILOVER_NAME: name = '' } = process.env;
  if (name === '') return () => Promise.resolve(true);
  const own = requiredVariable('AWS_REGION');
  return publishes({ own, activeRegion: activeRegion(txtRecord(name)), now: Date.now });
};
