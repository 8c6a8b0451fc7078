/** The digests of a body that S3 checks and returns. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { S3Error } from './errors.ts';

/** Header and query names are `x-amz-checksum-` and this. */
export type ChecksumAlgorithm = 'crc32' | 'crc32c' | 'sha1' | 'sha256';

const algorithms: readonly ChecksumAlgorithm[] = ['crc32', 'crc32c', 'sha1', 'sha256'];

/** Computes all that may be asked about a body while it passes. */
export interface Digests {
  update(chunk: Buffer): void;
  finish(): { md5: Buffer; sha256: Buffer; checksums: Record<ChecksumAlgorithm, string> };
}

export function createDigests(): Digests {
  const md5 = createHash('md5');
  const sha1 = createHash('sha1');
  const sha256 = createHash('sha256');
  let crc = 0;
  let castagnoli = 0xffffffff;
  return {
    update(chunk) {
      md5.update(chunk);
      sha1.update(chunk);
      sha256.update(chunk);
      crc = crc32(chunk, crc);
      for (const byte of chunk)
        castagnoli = (castagnoliTable[(castagnoli ^ byte) & 0xff] as number) ^ (castagnoli >>> 8);
    },
    finish() {
      const digest = sha256.digest();
      return {
        md5: md5.digest(),
        sha256: digest,
        checksums: {
          crc32: base64Of(crc),
          crc32c: base64Of((castagnoli ^ 0xffffffff) >>> 0),
          sha1: sha1.digest('base64'),
          sha256: digest.toString('base64'),
        },
      };
    },
  };
}

const castagnoliTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value >>> 0;
});

function base64Of(crc: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc >>> 0);
  return bytes.toString('base64');
}

/**
 * The checksum a request announces, in a header, in a pre-signed URL's query, or in the trailer of a chunked body.
 *
 * The AWS SDK writes one into pre-signed PUT URLs unless `requestChecksumCalculation` is `WHEN_REQUIRED`: that of an empty
 * body. S3 then refuses every other body, and so does this.
 *
 * @throws S3Error when the algorithm is one we cannot compute.
 */
export function announcedChecksum(
  find: (name: string) => string | undefined,
): { algorithm: ChecksumAlgorithm; value: string } | undefined {
  for (const algorithm of algorithms) {
    const value = find(`x-amz-checksum-${algorithm}`);
    if (value !== undefined) return { algorithm, value };
  }
  if (find('x-amz-checksum-crc64nvme') !== undefined) {
    throw new S3Error(501, 'NotImplemented', 'The sandbox does not compute CRC64NVME checksums.');
  }
  return undefined;
}
