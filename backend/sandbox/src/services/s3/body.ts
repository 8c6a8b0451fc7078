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
 * so on to a length of zero; then trailing headers and an empty line.
 */
async function* decodeChunks(
  source: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const reader = createReader(source);
  for (;;) {
    const size = Number.parseInt((await reader.line()).split(';')[0] ?? '', 16);
    if (!Number.isInteger(size) || size < 0) throw incompleteBody();
    if (size === 0) break;
    yield* reader.bytes(size);
    if ((await reader.line()) !== '') throw incompleteBody();
  }
  let bytes = 0;
  for (let line = await reader.line(); line !== ''; line = await reader.line()) {
    bytes += line.length;
    if (bytes > largestLine) throw incompleteBody();
    const colon = line.indexOf(':');
    trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}

function createReader(source: AsyncIterable<Buffer>) {
  const iterator = source[Symbol.asyncIterator]();
  let buffered: Buffer = Buffer.alloc(0);
  let ended = false;

  async function more(): Promise<void> {
    const next = ended ? undefined : await iterator.next();
    if (next === undefined || next.done === true) {
      ended = true;
      throw incompleteBody();
    }
    buffered = buffered.length === 0 ? next.value : Buffer.concat([buffered, next.value]);
  }

  return {
    async line(): Promise<string> {
      for (;;) {
        const end = buffered.indexOf('\r\n');
        if (end !== -1) {
          const line = buffered.subarray(0, end).toString('latin1');
          buffered = buffered.subarray(end + 2);
          return line;
        }
        if (buffered.length > largestLine) throw incompleteBody();
        await more();
      }
    },
    async *bytes(count: number): AsyncGenerator<Buffer> {
      let left = count;
      while (left > 0) {
        if (buffered.length === 0) await more();
        const piece = buffered.subarray(0, left);
        buffered = buffered.subarray(piece.length);
        left -= piece.length;
        yield piece;
      }
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
