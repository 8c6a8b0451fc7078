/** Uploads to S3: bodies in chunks, whose frames a reader has to take apart. A plain body is only hashed and stored. */
import { Readable } from 'node:stream';
import { load, untilRefused, type Door } from './door.ts';
import type { WorstBody } from './worst-bodies.ts';

/** As much as one read of a socket brings; a longer body is so much, so often. */
const MAX_BYTES = 64 * 1024;

const parts: Readonly<Record<string, (bytes: number) => string>> = {
  'chunks of one byte': (bytes) => '1\r\na\r\n'.repeat(bytes / 6),
  'chunks with long sizes': (bytes) => `${'0'.repeat(4_000)}1\r\na\r\n`.repeat(bytes / 4_006),
  'chunks with extensions': (bytes) => `1${';a'.repeat(2_000)}\r\na\r\n`.repeat(bytes / 4_006),
  'one long line': (bytes) => 'a'.repeat(bytes),
  'a line that nearly ends, again and again': (bytes) => '\r'.repeat(bytes),
  'a size and too few bytes': (bytes) => `fffffff\r\n${'a'.repeat(bytes - 10)}`,
  'many trailing headers': (bytes) => `0\r\n${'a:b\r\n'.repeat(bytes / 5 - 2)}\r\n`,
  'trailing headers without a colon': (bytes) => `0\r\n${'a\r\n'.repeat(bytes / 3 - 2)}\r\n`,
  'trailing headers of long names': (bytes) =>
    `0\r\n${`${'a'.repeat(4_000)}:b\r\n`.repeat(bytes / 4_004)}\r\n`,
};

export async function uploadDoors(): Promise<Door[]> {
  const { readObjectBody } = await load<{
    readObjectBody: (request: unknown, payloadHash: string) => { chunks: AsyncIterable<Buffer> };
  }>('backend/sandbox/src/services/s3/body.ts');
  const bodies: WorstBody[] = Object.entries(parts).map(([name, make]) => ({ name, make }));
  /** Reads it in pieces of so many bytes, as a network may bring it. */
  const reading = (pieceBytes: number) => (text: string) =>
    untilRefused(['S3Error'], async () => {
      const bytes = Buffer.from(text);
      const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, index) =>
        bytes.subarray(index * pieceBytes, (index + 1) * pieceBytes),
      );
      const { chunks } = readObjectBody(Readable.from(pieces), 'STREAMING-UNSIGNED-PAYLOAD-TRAILER');
      for await (const chunk of chunks) if (chunk.length === 0) throw new Error('An empty chunk is none.');
    });
  return [1_460, MAX_BYTES].map((pieceBytes) => ({
    name: `an upload that comes in pieces of ${pieceBytes} bytes`,
    maxBytes: MAX_BYTES,
    bodies,
    receive: reading(pieceBytes),
  }));
}
