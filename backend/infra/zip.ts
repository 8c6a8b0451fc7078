/**
 * A ZIP archive with fixed dates: the same files give the same bytes, so a package changes only when its code does and a plan after
 * an unchanged build is empty. Format: PKWARE's APPNOTE.TXT; only what Lambda and Synthetics need of it.
 */
import { crc32, deflateRawSync } from 'node:zlib';

/** 1980-01-01 00:00, the format's first moment. */
const dosDate = 0x0021;
const dosTime = 0;
const deflated = 8;
/** Readable by everybody: Lambda runs the code as another user. In the upper half, as on Unix: a regular file, 0644. */
const externalAttributes = 0o100644 * 0x10000;

/** @param files path in the archive → content; written in the order of their paths */
export function zip(files: Readonly<Record<string, Uint8Array>>): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files).sort(([one], [other]) => (one < other ? -1 : 1))) {
    const nameBytes = Buffer.from(name, 'utf8');
    const compressed = deflateRawSync(content, { level: 9 });
    // From the version needed to the lengths of name and extra field, both headers are alike.
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800, 2);
    common.writeUInt16LE(deflated, 4);
    common.writeUInt16LE(dosTime, 6);
    common.writeUInt16LE(dosDate, 8);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(compressed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);

    const header = Buffer.from([0x50, 0x4b, 0x03, 0x04]);
    local.push(header, common, nameBytes, compressed);

    const start = Buffer.alloc(6);
    start.writeUInt32BE(0x504b0102, 0);
    start.writeUInt16LE(0x0314, 4);
    const end = Buffer.alloc(14);
    end.writeUInt32LE(externalAttributes >>> 0, 6);
    end.writeUInt32LE(offset, 10);
    central.push(start, common, end, nameBytes);

    offset += header.length + common.length + nameBytes.length + compressed.length;
  }
  const directory = Buffer.concat(central);
  const last = Buffer.alloc(22);
  last.writeUInt32BE(0x504b0506, 0);
  last.writeUInt16LE(Object.keys(files).length, 8);
  last.writeUInt16LE(Object.keys(files).length, 10);
  last.writeUInt32LE(directory.length, 12);
  last.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, directory, last]);
}
