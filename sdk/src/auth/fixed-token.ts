import type { TokenSource } from './token-source.ts';

/** A source that holds one token for ever, and so has nothing better when that is refused. */
interface FixedToken extends TokenSource {
  readonly fixed: true;
}

/** Makes a source of a token that was obtained elsewhere. */
export const fixedToken = (accessToken: string): FixedToken => ({
  accessToken: () => accessToken,
  fixed: true,
});

export const isFixedToken = (source: TokenSource): source is FixedToken => 'fixed' in source;
