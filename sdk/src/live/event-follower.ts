import { SequenceGapError } from '../errors/sequence-gap-error.ts';
import { createRefusalPolicy, refusalOf } from '../realtime/refusal.ts';
import { sleep } from '../support/abort.ts';
import { createSequencer, type Sequenced, type Sequencer } from './sequencer.ts';

/** Where a live stream's events come from. */
export interface LockerEventSource<Event> {
  /** Whether a refused token may be followed by another; left out, it may. */
  readonly tokenIsReplaceable?: boolean;
  /** Follows the pushes. `onStarted` is called whenever the subscription is live (again). Returns a function that ends it. */
  subscribe(sink: {
    onStarted(): void;
    onEvent(event: Event): void;
    /** A push that was damaged on the way: the event exists, but must be read. */
    onDamaged(): void;
    onFailed(error: unknown): void;
  }): () => void;
  /** Reads events behind `after`, oldest first; `latestSequence` is the locker's at that moment. */
  read(after: number, limit: number, signal: AbortSignal): Promise<EventPage<Event>>;
}

/** What one read brings. */
export interface EventPage<Event> {
  readonly items: readonly Event[];
  readonly latestSequence: number;
  /** Identifier of the read at Northwind. */
  readonly requestId?: string | undefined;
}

/** Events read at a time: the most that the contract allows. */
const READ_LIMIT = 500;
/** Pushes may overtake each other: how long a gap may close by itself before the query is asked. Milliseconds. */
const GAP_GRACE_MS = 150;
/** How often a sequence that the locker is known to have reached may be missing from the query before that is an error. */
const READ_ATTEMPTS = 5;
const FIRST_RETRY_MS = 200;
/** Events remembered to recognize the history by: more than a locker makes while a write is on its way to another Region. */
const REMEMBERED = 20;
/** Behind every sequence there can be: AppSync's `Int` has 32 bits. */
export const BEHIND_ALL = 2 ** 31 - 1;

/**
 * - `following`: nothing is known to be missing; pushes are waited for
 * - `behind`: the query must be asked, because pushes were missed or may have been
 * - `failed`: no more can come; what is in order is still delivered
 * - `over`: nobody listens any more
 */
type Phase = 'behind' | 'failed' | 'following' | 'over';

/** What a follower needs to know of a stream's options. */
interface FollowerOptions {
  readonly lockerId: string;
  readonly after: number | undefined;
  readonly bufferSize: number;
  readonly verifyIntervalMs: number;
}

/**
 * Brings pushes and the query's responses together into one row without a gap.
 *
 * Pushes are quick but may be lost: while a socket is down, while a phone sleeps, or for reasons that nobody reports. The query is
 * complete but must be asked. So pushes are delivered as long as their sequences follow each other, and the query is asked
 * whenever they do not: at the beginning, after each reconnection, at a gap, when the buffer was full, and from time to time
 * when nothing comes. It is asked only after the subscription is live, so that no event can fall between the two.
 */
export class EventFollower<Event extends Sequenced> {
  readonly #source: LockerEventSource<Event>;
  readonly #options: FollowerOptions;
  readonly #over = new AbortController();
  readonly #refusals: ReturnType<typeof createRefusalPolicy>;
  #phase: Phase = 'following';
  #failure: unknown;
  /** Undefined until the stream knows where it begins. */
  #sequencer: Sequencer<Event> | undefined;
  /** Pushes that came before that. */
  #early: Event[] = [];
  /** Events in order, for the loop. */
  #ready: Event[] = [];
  /** The last events handed out, and whether they may be others at the server by now. */
  readonly #delivered: Sequenced[] = [];
  #isRecognized = true;
  /** Reads in a row that did not bring what the locker, or the cursor, says that there must be. */
  #vainReads = 0;
  #wake = (): void => {};
  #unsubscribe = (): void => {};

  constructor(source: LockerEventSource<Event>, options: FollowerOptions) {
    this.#source = source;
    this.#options = options;
    this.#refusals = createRefusalPolicy(source.tokenIsReplaceable);
    if (options.after !== undefined) this.#sequencer = createSequencer(options.after);
  }

  /** Sequence behind which the stream begins; `undefined` until that is known. */
  begin: number | undefined;

  /** Subscribes. */
  start(): void {
    this.begin = this.#options.after;
    this.#unsubscribe = this.#source.subscribe({
      onStarted: () => {
        this.#isRecognized = false;
        this.#fallBehind();
      },
      onEvent: (event) => this.#take(event),
      onDamaged: () => this.#fallBehind(),
      onFailed: (error) => this.#fail(error),
    });
  }

  /** Nothing more is delivered, sent or waited for. */
  end(): void {
    this.#phase = 'over';
    this.#over.abort();
    this.#unsubscribe();
    this.#ready = [];
    this.#wake();
  }

  /** The next event in order; `undefined` when the stream is over. */
  async next(): Promise<Event | undefined> {
    for (;;) {
      const event = this.#ready.shift();
      if (event) {
        this.#delivered.push(event);
        // No more than one read brings.
        if (this.#delivered.length > Math.min(REMEMBERED, this.#options.bufferSize)) this.#delivered.shift();
        return event;
      }
      switch (this.#phase) {
        case 'over':
          return undefined;
        case 'failed':
          throw this.#failure;
        case 'behind':
          await this.#catchUp();
          break;
        case 'following':
          // A gap that did not close by itself, or a silence that may hide the loss of the last push.
          if (!(await this.#somethingHappens())) {
            this.#isRecognized &&= this.#sequencer?.hasGap === true;
            this.#fallBehind();
          }
      }
    }
  }

  #fail(error: unknown): void {
    if (this.#phase === 'over' || this.#phase === 'failed') return;
    this.#phase = 'failed';
    this.#failure = error;
    this.#wake();
  }

  #fallBehind(): void {
    if (this.#phase === 'following') this.#phase = 'behind';
    this.#wake();
  }

  #take(event: Event): void {
    const { bufferSize } = this.#options;
    if (!this.#sequencer) {
      if (this.#early.length < bufferSize) this.#early.push(event);
      return;
    }
    if (this.#ready.length + this.#sequencer.held >= bufferSize) {
      // It is read again when the loop has caught up.
      this.#sequencer.forget();
      return this.#fallBehind();
    }
    this.#ready.push(...this.#sequencer.offer(event));
    this.#wake();
  }

  /** Asks the query until the locker's latest sequence is reached or something is ready for the loop. */
  async #catchUp(): Promise<void> {
    this.#phase = 'following';
    // Another Region may answer than before, to which the newest events had not come: it gives their sequences to others, and a cursor
    // would pass over those. So the read begins with what is known.
    const first = this.#isRecognized ? undefined : this.#delivered[0];
    this.#isRecognized = true;
    const next = first?.sequence ?? this.#sequencer?.expected;
    const page = await this.#read(next ? next - 1 : BEHIND_ALL);
    // It ended or failed meanwhile: the phase says so.
    if (!page || this.#over.signal.aborted) return;
    if (!this.#isRecognized) return this.#fallBehind();
    const other =
      first &&
      page.items.find((item) =>
        this.#delivered.some(
          (known) => known.sequence === item.sequence && known.recordedAt !== item.recordedAt,
        ),
      );
    // For the cursor, the locker is where it was before that event.
    if (other) throw this.#gap(other.sequence - 1, page);
    if (!this.#sequencer) return this.#settle(page.latestSequence);
    const from = this.#sequencer.expected - 1;
    for (const item of page.items) this.#ready.push(...this.#sequencer.offer(item));
    const { expected } = this.#sequencer;
    if (expected === page.latestSequence + 1) return void (this.#vainReads = 0);
    this.#fallBehind();
    if (expected - 1 > from) return void (this.#vainReads = 0);
    // What is in order goes to the loop before the gap is looked into.
    if (this.#ready.length > 0) return;
    await this.#readInVain(page);
  }

  /**
   * The query lacks an event that the locker has, or knows of fewer events than the cursor: it may lag behind for a moment, but not
   * for long. A cursor that stays ahead is of another environment, or of the time before the table was restored.
   */
  async #readInVain(page: EventPage<Event>): Promise<void> {
    if (++this.#vainReads >= READ_ATTEMPTS) throw this.#gap(page.latestSequence, page);
    await this.#sleep(FIRST_RETRY_MS * this.#vainReads);
  }

  #gap(latestSequence: number, { requestId }: EventPage<Event>): Error {
    return new SequenceGapError(this.#options.lockerId, this.#sequencer!.expected, latestSequence, requestId);
  }

  /** One page behind a sequence, after as many attempts as it takes; `undefined` if the stream has ended. */
  async #read(from: number): Promise<EventPage<Event> | undefined> {
    const limit = this.#sequencer ? Math.min(READ_LIMIT, this.#options.bufferSize) : 1;
    const { signal } = this.#over;
    while (!signal.aborted && this.#phase !== 'failed') {
      try {
        const page = await this.#source.read(from, limit, signal);
        this.#refusals.accepted();
        return page;
      } catch (error) {
        if (signal.aborted) return undefined;
        this.#isRecognized = false;
        const waitMs = this.#refusals.refused(refusalOf(error));
        if (waitMs === undefined) throw error;
        await this.#sleep(waitMs);
      }
    }
    return undefined;
  }

  /** The stream begins with what happens from now on: behind the locker's latest event, or with an earlier one if it was pushed. */
  #settle(latestSequence: number): void {
    const early = this.#early;
    this.#early = [];
    this.begin = early.reduce((least, { sequence }) => Math.min(least, sequence - 1), latestSequence);
    this.#sequencer = createSequencer<Event>(this.begin);
    // A full buffer may have let pushes go: read again behind those that it kept.
    if (early.length >= this.#options.bufferSize) this.#fallBehind();
    for (const event of early) this.#take(event);
  }

  /** Resolves after a time, or when the stream ends. */
  #sleep(milliseconds: number): Promise<void> {
    return sleep(milliseconds, this.#over.signal).catch(() => {});
  }

  /** Resolves to true when something has happened, or to false after a time without; 0 waits for ever. */
  #somethingHappens(): Promise<boolean> {
    const { verifyIntervalMs } = this.#options;
    const milliseconds = this.#sequencer?.hasGap ? GAP_GRACE_MS : verifyIntervalMs;
    return new Promise((resolve) => {
      const timer = milliseconds > 0 ? setTimeout(() => resolve(false), milliseconds) : undefined;
      this.#wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }
}
