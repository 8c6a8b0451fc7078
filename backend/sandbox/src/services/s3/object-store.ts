/** Where objects are kept: in memory, or in a directory. */
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { open, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { makePrivateFolder, privateFile } from '../../support/private-files.ts';
import type { ChecksumAlgorithm } from './checksums.ts';

export interface ObjectDescription {
  bucket: string;
  key: string;
  /** Bytes. */
  size: number;
  /** Quoted hexadecimal MD5. */
  etag: string;
  /** Milliseconds since 1970. */
  lastModified: number;
  /** Content-Type and its kin, and `x-amz-meta-*`, as they were put. */
  headers: Record<string, string>;
  checksum?: { algorithm: ChecksumAlgorithm; value: string };
}

/** An object that is being put: nobody sees it before `commit`. */
export interface ObjectDraft {
  write(chunk: Buffer): Promise<void>;
  commit(description: ObjectDescription): Promise<void>;
  discard(): Promise<void>;
}

export interface ObjectStore {
  describe(bucket: string, key: string): ObjectDescription | undefined;
  /** The bytes from `first` to `last`, both included. */
  read(bucket: string, key: string, first: number, last: number): Readable;
  draft(): Promise<ObjectDraft>;
  delete(bucket: string, key: string): Promise<void>;
  all(): ObjectDescription[];
}

const nameOf = (bucket: string, key: string) => `${bucket}/${key}`;

export function createMemoryStore(): ObjectStore {
  const objects = new Map<string, { description: ObjectDescription; content: Buffer }>();
  return {
    describe: (bucket, key) => objects.get(nameOf(bucket, key))?.description,
    read(bucket, key, first, last) {
      const content = objects.get(nameOf(bucket, key))?.content ?? Buffer.alloc(0);
      return Readable.from([content.subarray(first, last + 1)]);
    },
    draft() {
      const chunks: Buffer[] = [];
      return Promise.resolve({
        write(chunk) {
          chunks.push(chunk);
          return Promise.resolve();
        },
        commit(description) {
          objects.set(nameOf(description.bucket, description.key), {
            description,
            content: Buffer.concat(chunks),
          });
          return Promise.resolve();
        },
        discard: () => Promise.resolve(),
      } satisfies ObjectDraft);
    },
    delete(bucket, key) {
      objects.delete(nameOf(bucket, key));
      return Promise.resolve();
    },
    all: () => [...objects.values()].map(({ description }) => description),
  };
}

interface StoredDescription extends ObjectDescription {
  /** Name of the file with the bytes. */
  content: string;
}

/**
 * Keeps each object as two files: the bytes under a new name for every PUT, and a description that names them. The
 * description is renamed into place last, so a process that ends at any instant leaves the old object or the new one.
 */
export function createFileStore(directory: string): ObjectStore {
  makePrivateFolder(directory);
  const objects = new Map<string, StoredDescription>();
  for (const file of readdirSync(directory).filter((name) => name.endsWith('.json'))) {
    const stored = JSON.parse(readFileSync(path.join(directory, file), 'utf8')) as StoredDescription;
    objects.set(nameOf(stored.bucket, stored.key), stored);
  }
  const place = (file: string) => path.join(directory, file);
  const descriptionFile = (bucket: string, key: string) =>
    place(`${createHash('sha256').update(nameOf(bucket, key)).digest('hex')}.json`);

  return {
    describe: (bucket, key) => objects.get(nameOf(bucket, key)),
    read(bucket, key, first, last) {
      const stored = objects.get(nameOf(bucket, key));
      if (stored === undefined || last < first) return Readable.from([]);
      return createReadStream(place(stored.content), { start: first, end: last });
    },
    async draft() {
      const content = `${randomBytes(16).toString('hex')}.content`;
      const file = await open(place(content), 'wx', privateFile);
      return {
        write: async (chunk) => {
          await file.write(chunk);
        },
        async commit(description) {
          await file.sync();
          await file.close();
          const { bucket, key } = description;
          const previous = objects.get(nameOf(bucket, key));
          const stored: StoredDescription = { ...description, content };
          const temporary = place(`${content}.tmp`);
          await writeFile(temporary, JSON.stringify(stored), { flush: true, mode: privateFile });
          await rename(temporary, descriptionFile(bucket, key));
          objects.set(nameOf(bucket, key), stored);
          if (previous !== undefined) await rm(place(previous.content), { force: true });
        },
        async discard() {
          await file.close();
          await rm(place(content), { force: true });
        },
      };
    },
    async delete(bucket, key) {
      const stored = objects.get(nameOf(bucket, key));
      if (stored === undefined) return;
      objects.delete(nameOf(bucket, key));
      await rm(descriptionFile(bucket, key), { force: true });
      await rm(place(stored.content), { force: true });
    },
    all: () => [...objects.values()],
  };
}
