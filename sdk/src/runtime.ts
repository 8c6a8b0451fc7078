import { VERSION } from './version.ts';

interface Globals {
  readonly window?: { readonly document?: unknown };
  readonly importScripts?: unknown;
  readonly navigator?: { readonly product?: string; readonly userAgent?: string };
  readonly process?: {
    readonly version?: string;
    readonly platform?: string;
    readonly env?: Record<string, string | undefined>;
  };
}

/** Looked up at each use: tests, and bundles for several runtimes, change globals after load. */
const globals = (): Globals => globalThis as unknown as Globals;

/**
 * True where anybody can read the program: a page, a web worker, a React Native app. Cloudflare Workers have worker globals
 * but run on a server.
 */
export function isPublicClient(): boolean {
  const { window, importScripts, navigator } = globals();
  return Boolean(
    window?.document ||
    navigator?.product === 'ReactNative' ||
    (importScripts && !/Cloudflare/.test(navigator?.userAgent ?? '')),
  );
}

/** Environment variables where the runtime has them, else nothing. */
export function environmentVariables(): Record<string, string | undefined> {
  return globals().process?.env ?? {};
}

/** Value of `User-Agent`; `undefined` in browsers, which forbid setting it or answer with a CORS preflight. */
export function userAgent(): string | undefined {
  if (isPublicClient()) return undefined;
  const { process, navigator } = globals();
  // Node has `navigator` from 21 on; Bun, Deno and Workers have it too.
  return `northwind-sdk/${VERSION} (${navigator?.userAgent ?? `Node.js/${process?.version}`}; ${process?.platform})`;
}
