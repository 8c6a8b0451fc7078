/**
 * Keeps the messages of queues over a restart: local-aws-sqs has them in memory only, and an export that was accepted must
 * not be forgotten because the sandbox was stopped.
 *
 * A line is handed to the operating system before the request that caused it is answered, so a message survives `kill -9`
 * from the moment it was accepted. After a restart it is visible again and its receives are counted anew.
 */
import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { makePrivateFolder, privateFile } from '../../support/private-files.ts';

/** What a queue of local-aws-sqs offers, as far as it matters here. */
export interface JournaledQueue {
  readonly QueueName: string;
  setRecord: (input: MessageInput, messageId?: string) => { record: { MessageId: string } };
  delete(receiptHandle: string): boolean;
  clearRecords(): void;
}

type MessageInput = Record<string, unknown>;

interface SentMessage {
  queue: string;
  id: string;
  input: MessageInput;
}

type Line =
  | ({ kind: 'sent' } & SentMessage)
  | { kind: 'deleted'; id: string }
  | { kind: 'purged'; queue: string };

export interface MessageJournal {
  close(): void;
}

/** Puts the kept messages into their queues, and follows what happens to them from now on. */
export function openMessageJournal(directory: string, queues: readonly JournaledQueue[]): MessageJournal {
  makePrivateFolder(directory);
  const file = path.join(directory, 'messages.ndjson');
  const messages = readMessages(file);
  for (const { queue, id, input } of messages.values()) {
    queues.find(({ QueueName }) => QueueName === queue)?.setRecord(input, id);
  }
  // What was deleted need not be read again; renamed into place, so that an end here leaves the old file.
  const temporary = `${file}.tmp`;
  writeFileSync(
    temporary,
    [...messages.values()].map((message) => lineOf({ kind: 'sent', ...message })).join(''),
    { flush: true, mode: privateFile },
  );
  renameSync(temporary, file);
  const descriptor = openSync(file, 'a', privateFile);
  let open = true;

  const append = (line: Line): void => {
    if (!open) return;
    apply(messages, line);
    writeSync(descriptor, lineOf(line));
  };
  for (const queue of queues) follow(queue, messages, append);
  return {
    close() {
      if (!open) return;
      open = false;
      closeSync(descriptor);
    },
  };
}

function follow(
  queue: JournaledQueue,
  messages: ReadonlyMap<string, SentMessage>,
  append: (line: Line) => void,
): void {
  const setRecord = queue.setRecord.bind(queue);
  const remove = queue.delete.bind(queue);
  const clearRecords = queue.clearRecords.bind(queue);
  // Also how a message gets into the dead-letter queue: it keeps its id there.
  queue.setRecord = (input, messageId) => {
    const sent = setRecord(input, messageId);
    const id = sent.record.MessageId;
    // A repeated deduplication id gets the id of the message that is there already.
    if (messages.get(id)?.queue !== queue.QueueName)
      append({ kind: 'sent', queue: queue.QueueName, id, input });
    return sent;
  };
  queue.delete = (receiptHandle) => {
    const removed = remove(receiptHandle);
    const id = messageIdOf(receiptHandle);
    if (id !== undefined) append({ kind: 'deleted', id });
    return removed;
  };
  queue.clearRecords = () => {
    clearRecords();
    append({ kind: 'purged', queue: queue.QueueName });
  };
}

/** A receipt handle of local-aws-sqs is the base64 of an id and a JSON object that names the message. */
function messageIdOf(receiptHandle: string): string | undefined {
  const decoded = Buffer.from(receiptHandle, 'base64').toString('utf8');
  return /"MessageId":"([^"]+)"/.exec(decoded)?.[1];
}

function readMessages(file: string): Map<string, SentMessage> {
  const messages = new Map<string, SentMessage>();
  if (!existsSync(file)) return messages;
  const content = readFileSync(file, 'utf8');
  // What follows the last line end was cut short and never answered.
  for (const line of content.slice(0, content.lastIndexOf('\n') + 1).split('\n')) {
    if (line !== '') apply(messages, JSON.parse(line) as Line);
  }
  return messages;
}

function apply(messages: Map<string, SentMessage>, line: Line): void {
  switch (line.kind) {
    case 'sent':
      // Anew at the end: a moved message is the newest of its queue.
      messages.delete(line.id);
      messages.set(line.id, { queue: line.queue, id: line.id, input: line.input });
      break;
    case 'deleted':
      messages.delete(line.id);
      break;
    case 'purged':
      for (const { id, queue } of messages.values()) if (queue === line.queue) messages.delete(id);
  }
}

function lineOf(line: Line): string {
  return `${JSON.stringify(line)}\n`;
}
