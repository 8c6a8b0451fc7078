/** Compression of a response's body, by a door that offers it to a caller that takes it. */
import { promisify } from 'node:util';
import { constants, deflate, gzip } from 'node:zlib';

const codings = { gzip: promisify(gzip), deflate: promisify(deflate) };

export type Coding = keyof typeof codings;

/**
 * The first of the codings offered that `Accept-Encoding` names and does not rule out; undefined where there is none. `*` names none (API
 * Gateway Developer Guide, "Receive an API response with a compressed payload in API Gateway").
 */
export function codingFor(accepted: string | undefined, offered: readonly Coding[]): Coding | undefined {
  const taken = (accepted ?? '')
    .split(',')
    .map((entry) => entry.split(';').map((part) => part.trim().toLowerCase()))
    .filter(([, ...parameters]) => !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter)))
    .map(([name]) => name);
  return offered.find((coding) => taken.includes(coding));
}

/** As fast as can be: AWS does not say how small it makes a body, and a local caller waits for it. */
export const compress = (body: Buffer, coding: Coding): Promise<Buffer<ArrayBuffer>> =>
  codings[coding](body, { level: constants.Z_BEST_SPEED });
