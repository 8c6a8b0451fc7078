/** Reads the body of a PUT, plain or `aws-chunked`. */
import type { IncomingMessage } from 'node:http';
import { S3Error } from './errors.ts';

/** The largest object a single PUT may make: 5 GiB. */
const largestObject = 5 * 1024 ** 3;

/** Bytes of a line between chunks, and of all trailing headers together. */
const largestLine = 16_384;

export interface ObjectBody {
  chunks: AsyncIterable<Buffer>;
  /** Headers that followed the body; complete once `chunks` has ended. */
  trailers: Map<string, string>;
}

/**
 * @param payloadHash what the signature says about the body; the `STREAMING-` words mean that it is chunked.
 * @throws S3Error
 */
export function readObjectBody(request: IncomingMessage, payloadHash: string): ObjectBody {
  const trailers = new Map<string, string>();
  if (payloadHash === 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') {
    return { chunks: limited(decodeChunks(request, trailers)), trailers };
  }
  if (payloadHash.startsWith('STREAMING-')) {
    throw new S3Error(
      501,
      'NotImplemented',
      `The sandbox does not read bodies with signed chunks (${payloadHash}).`,
    );
  }
  return { chunks: limited(request as AsyncIterable<Buffer>), trailers };
}

async function* limited(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > largestObject) {
      throw new S3Error(
        400,
        'EntityTooLarge',
        'Your proposed upload exceeds the maximum allowed object size.',
      );
    }
    yield chunk;
  }
}

/**
 * The form "Transferring Payload in Multiple Chunks": a hexadecimal length and a line end, so many bytes and a line end, and
 * so on to a length of zero; then trailing headers and an empty line. What one piece of the source completes goes on as one piece,
 * however many chunks it was sent in.
 */
async function* decodeChunks(
  source: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const decoder = createDecoder(trailers);
  for await (const piece of source) {
    const bytes = decoder.take(piece);
    if (bytes.length > 0) yield bytes;
    if (decoder.isDone()) return;
  }
  throw incompleteBody();
}

/** What comes next: a chunk's length, its bytes, the line end behind them, a trailing header, or nothing more. */
type Expected = 'length' | 'bytes' | 'line end' | 'trailer' | 'nothing';

function createDecoder(trailers: Map<string, string>) {
  let expected: Expected = 'length';
  let chunkBytesLeft = 0;
  let trailerBytes = 0;
  /** The beginning of a line whose end has not come. */
  let begun: Buffer = Buffer.alloc(0);

  function takeLine(line: string): Expected {
    if (expected === 'line end') {
      if (line !== '') throw incompleteBody();
      return 'length';
    }
    if (expected === 'length') {
      chunkBytesLeft = Number.parseInt(line.split(';', 1)[0] ?? '', 16);
      if (!Number.isInteger(chunkBytesLeft) || chunkBytesLeft < 0) throw incompleteBody();
      return chunkBytesLeft === 0 ? 'trailer' : 'bytes';
    }
    if (line === '') return 'nothing';
    trailerBytes += line.length;
    if (trailerBytes > largestLine) throw incompleteBody();
    const colon = line.indexOf(':');
    trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
    return 'trailer';
  }

  return {
    isDone: () => expected === 'nothing',
    /** The chunks' bytes in it. */
    take(piece: Buffer): Buffer {
      const input = begun.length === 0 ? piece : Buffer.concat([begun, piece]);
      const output = Buffer.allocUnsafe(input.length);
      let [at, written] = [0, 0];
      while (at < input.length && expected !== 'nothing') {
        if (expected === 'bytes') {
          const count = input.copy(output, written, at, Math.min(input.length, at + chunkBytesLeft));
          [at, written, chunkBytesLeft] = [at + count, written + count, chunkBytesLeft - count];
          if (chunkBytesLeft === 0) expected = 'line end';
          continue;
        }
        const end = input.indexOf('\r\n', at, 'latin1');
        if (end === -1) break;
        expected = takeLine(input.toString('latin1', at, end));
        at = end + 2;
      }
      begun = input.subarray(at);
      if (begun.length > largestLine) throw incompleteBody();
      return output.subarray(0, written);
    },
  };
}

function incompleteBody(): S3Error {
  return new S3Error(
    400,
    'IncompleteBody',
    'The request body terminated unexpectedly, or is not in the form that its headers announce.',
  );
}
