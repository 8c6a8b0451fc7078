/**
 * Answers ReceiveMessage as soon as there is something to answer, as SQS does ("Amazon SQS short and long polling"): short polling
 * at once, with what is there, and long polling with the first message. local-aws-sqs answers only after 40 ms, or after the whole
 * wait, unless it has found as many messages as were asked for: asked for as many as there are, it finds them at its first look.
 */

/** What a queue of local-aws-sqs offers, as far as it matters here. */
export interface ReceivingQueue {
  readonly ReceiveMessageWaitTimeSeconds: number;
  receive(input: ReceiveInput): Promise<unknown[]>;
  getAttributes(names: string[]): Readonly<Record<string, string | undefined>>;
}

interface ReceiveInput {
  readonly WaitTimeSeconds?: number | string | undefined;
  readonly MaxNumberOfMessages?: number | string | undefined;
  readonly [name: string]: unknown;
}

export function answerReceivesAtOnce(queue: ReceivingQueue): void {
  const receive = queue.receive.bind(queue);
  queue.receive = async (input) => {
    const there = messagesThere(queue);
    const wait = Number(input.WaitTimeSeconds ?? queue.ReceiveMessageWaitTimeSeconds);
    if (there === 0 && wait === 0) return [];
    const most = Math.min(Number(input.MaxNumberOfMessages ?? 1), Math.max(1, there));
    return await receive({ ...input, MaxNumberOfMessages: most });
  };
}

/** Whether a message can be received now, or after its moment of delay. */
export function hasMessagesNow(
  queue: Pick<ReceivingQueue, 'getAttributes'> & { readonly FifoQueue: boolean },
): boolean {
  // Of a FIFO queue, messages wait for those of their group that are in flight, which may have failed.
  const inFlight = queue.getAttributes(['ApproximateNumberOfMessagesNotVisible']);
  if (queue.FifoQueue && Number(inFlight['ApproximateNumberOfMessagesNotVisible'] ?? 0) > 0) return false;
  return messagesThere(queue) > 0;
}

/** Those that are delayed included: local-aws-sqs has each message delayed for a moment, even by 0 seconds. Those in flight are not. */
function messagesThere(queue: Pick<ReceivingQueue, 'getAttributes'>): number {
  const counts = queue.getAttributes([
    'ApproximateNumberOfMessages',
    'ApproximateNumberOfMessagesNotVisible',
    'ApproximateNumberOfMessagesDelayed',
  ]);
  const count = (name: string): number => Number(counts[`ApproximateNumberOfMessages${name}`] ?? 0);
  // The first of them counts what is not visible too.
  return count('') - count('NotVisible') + count('Delayed');
}
