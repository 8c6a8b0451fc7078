/**
 * Keeps a store's state in a directory: a snapshot, and a journal of everything since.
 *
 * Each commit is one line, handed to the operating system before the commit is applied or answered: it survives the end of
 * the process at any instant, `kill -9` included. A line cut short by such an end was never answered and is dropped. (It
 * is not flushed to the disk on every commit, so the loss of power may cost the last moments.) A snapshot and its journal
 * share a generation number, and a new generation exists from the moment its snapshot is renamed into place; so an
 * interrupted compaction leaves the old generation whole.
 */
import { closeSync, existsSync, openSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { fsyncSync, truncateSync, writeSync } from 'node:fs';
import path from 'node:path';
import { makePrivateFolder, privateFile } from '../../support/private-files.ts';
import type { Item, TableDescription } from './dynalite.ts';
import type { StreamEntry } from './streams.ts';
import type { CommitReason } from './table-store.ts';

export type JournalRecord =
  | { kind: 'table'; table: TableDescription }
  | { kind: 'tableDropped'; tableName: string }
  | { kind: 'timeToLive'; tableName: string; attribute: string | undefined }
  | { kind: 'items'; tableName: string; items: Item[] }
  | { kind: 'stream'; tableName: string; entries: StreamEntry[]; nextSequence: number }
  | { kind: 'position'; tableName: string; consumer: string; sequenceNumber: string }
  | {
      kind: 'commit';
      time: number;
      reason: CommitReason;
      /** An absent item was deleted. */
      changes: { tableName: string; key: string; item?: Item }[];
    };

export interface Journal {
  append(record: JournalRecord): void;
  /** Replaces snapshot and journal by these records. */
  compact(records: Iterable<JournalRecord>): void;
  close(): void;
}

/** A journal this long is compacted at the next start. */
const compactionBytes = 8 * 1024 * 1024;

/**
 * Opens the directory, making it if need be, and replays what it holds.
 *
 * @param replay called with each record, oldest first.
 * @param state the whole state as records, for compaction.
 * @throws Error when another process has the directory open, or a snapshot cannot be read.
 */
export function openJournal(
  directory: string,
  replay: (record: JournalRecord) => void,
  state: () => Iterable<JournalRecord>,
): Journal {
  makePrivateFolder(directory);
  const unlock = lock(directory);
  let generation = latestGeneration(directory);
  const restored = generation > 0;
  let journalBytes = 0;
  if (restored) {
    for (const line of lines(snapshotFile(directory, generation))) replay(line);
    journalBytes = replayJournal(journalFile(directory, generation), replay);
  }
  let descriptor = restored ? openSync(journalFile(directory, generation), 'a', privateFile) : undefined;

  function compact(records: Iterable<JournalRecord>): void {
    const next = generation + 1;
    const temporary = path.join(directory, 'snapshot.tmp');
    const file = openSync(temporary, 'w', privateFile);
    for (const record of records) writeSync(file, `${JSON.stringify(record)}\n`);
    fsyncSync(file);
    closeSync(file);
    rmSync(journalFile(directory, next), { force: true });
    renameSync(temporary, snapshotFile(directory, next));
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = openSync(journalFile(directory, next), 'a', privateFile);
    if (generation > 0) {
      rmSync(snapshotFile(directory, generation), { force: true });
      rmSync(journalFile(directory, generation), { force: true });
    }
    generation = next;
  }

  if (!restored || journalBytes > compactionBytes) compact(state());
  return {
    append(record) {
      if (descriptor === undefined) throw new Error('The journal is closed.');
      writeSync(descriptor, `${JSON.stringify(record)}\n`);
    },
    compact,
    close() {
      if (descriptor === undefined) return;
      fsyncSync(descriptor);
      closeSync(descriptor);
      descriptor = undefined;
      unlock();
    },
  };
}

function snapshotFile(directory: string, generation: number): string {
  return path.join(directory, `snapshot-${generation}.ndjson`);
}

function journalFile(directory: string, generation: number): string {
  return path.join(directory, `journal-${generation}.ndjson`);
}

function latestGeneration(directory: string): number {
  const generations = readdirSync(directory).map((name) =>
    Number(/^snapshot-(\d+)\.ndjson$/.exec(name)?.[1] ?? 0),
  );
  return Math.max(0, ...generations);
}

function* lines(file: string): Generator<JournalRecord> {
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line !== '') yield JSON.parse(line) as JournalRecord;
  }
}

/** Replays whole lines and cuts off a broken last one; returns the length of what is left. */
function replayJournal(file: string, replay: (record: JournalRecord) => void): number {
  if (!existsSync(file)) return 0;
  const content = readFileSync(file);
  const whole = content.lastIndexOf(0x0a) + 1;
  if (whole < content.length) truncateSync(file, whole);
  for (const line of content.subarray(0, whole).toString('utf8').split('\n')) {
    if (line !== '') replay(JSON.parse(line) as JournalRecord);
  }
  return whole;
}

/** One process at a time: two writers would mix their lines. */
function lock(directory: string): () => void {
  const file = path.join(directory, 'lock');
  for (;;) {
    try {
      const descriptor = openSync(file, 'wx', privateFile);
      writeSync(descriptor, String(process.pid));
      closeSync(descriptor);
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const owner = Number(readFileSync(file, 'utf8'));
      if (isRunning(owner)) {
        throw new Error(`${directory} is in use by process ${owner}: stop it, or choose another directory.`, {
          cause: error,
        });
      }
      rmSync(file, { force: true });
    }
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
