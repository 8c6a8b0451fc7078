import { crc32, inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { zip } from './zip.ts';

const files = {
  'index.mjs': Buffer.from('export const handler = () => 1;\n'.repeat(40)),
  'ä/b.txt': Buffer.from(''),
};

describe('A package', () => {
  it('is the same bytes for the same files, whatever their order', () => {
    const turned = Object.fromEntries(Object.entries(files).reverse());
    expect(zip(turned).equals(zip(files))).toBe(true);
  });

  it('is another where one byte of one file is another', () => {
    expect(zip({ ...files, 'index.mjs': Buffer.from('x') }).equals(zip(files))).toBe(false);
  });

  it('is read back through its directory, with every byte, its checksum and as a file that everybody may read', () => {
    expect(unzip(zip(files))).toEqual(
      Object.entries(files)
        .map(([name, content]) => ({ name, content: content.toString(), mode: 0o100644 }))
        .sort((one, other) => (one.name < other.name ? -1 : 1)),
    );
  });
});

/** Reads as programs do: from the end to the directory, from there to each file. */
function unzip(archive: Buffer): { name: string; content: string; mode: number }[] {
  const end = archive.length - 22;
  expect(archive.readUInt32LE(end)).toBe(0x06054b50);
  let at = archive.readUInt32LE(end + 16);
  return Array.from({ length: archive.readUInt16LE(end + 10) }, () => {
    expect(archive.readUInt32LE(at)).toBe(0x02014b50);
    const [checksum, packed, size] = [16, 20, 24].map((field) => archive.readUInt32LE(at + field));
    const nameLength = archive.readUInt16LE(at + 28);
    const mode = archive.readUInt32LE(at + 38) >>> 16;
    const local = archive.readUInt32LE(at + 42);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    expect(archive.readUInt32LE(local)).toBe(0x04034b50);
    const data = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const content = inflateRawSync(archive.subarray(data, data + (packed ?? 0)));
    expect(content).toHaveLength(size ?? -1);
    expect(crc32(content)).toBe(checksum);
    at += 46 + nameLength;
    return { name, content: content.toString(), mode };
  });
}
