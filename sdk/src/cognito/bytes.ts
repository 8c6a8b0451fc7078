import { UsageError } from '../errors/usage-error.ts';

/** UTF-8 and back without `TextEncoder` and `TextDecoder`, which Hermes lacks in part. */
export function utf8Bytes(text: string): Uint8Array {
  const escaped = encodeURIComponent(text).replace(/%([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return latin1Bytes(escaped);
}

/** @throws `URIError` for bytes that are no UTF-8. */
export function utf8Text(bytes: Uint8Array): string {
  return decodeURIComponent(hexOf(bytes).replace(/../g, '%$&'));
}

const latin1Bytes = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));

export const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

export const bytesOfHex = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

export const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

export const bytesOfBase64 = (text: string): Uint8Array => latin1Bytes(atob(text));

export const base64url = (bytes: Uint8Array): string =>
  base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** @throws `UsageError` where there is no source of random numbers: bare React Native has none. */
export function randomBytes(length: number): Uint8Array {
  const { crypto } = globalThis as { crypto?: Pick<Crypto, 'getRandomValues'> };
  if (!crypto?.getRandomValues)
    throw new UsageError(
      'Sign-in needs `crypto.getRandomValues`. In React Native: `npm install react-native-get-random-values`, and import it first.',
    );
  return crypto.getRandomValues(new Uint8Array(length));
}
