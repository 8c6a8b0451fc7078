/** Anything that carries a place in a locker's sequence. */
export interface Sequenced {
  readonly sequence: number;
  /** When the server wrote it: of one sequence, it tells one event from another. */
  readonly recordedAt?: string;
}

/**
 * Puts events into the order of their sequence, each once, whatever order and however often they come. Pure bookkeeping: it
 * neither waits nor asks anybody.
 */
export interface Sequencer<Event extends Sequenced> {
  /** The sequence that the next event in order must have. */
  readonly expected: number;
  /** Events that wait for an earlier one. */
  readonly held: number;
  /** True if an earlier event is missing before one that is held. */
  readonly hasGap: boolean;
  /** Offers an event and returns those that are now in order, this one included or not. Repeats are ignored. */
  offer(event: Event): Event[];
  /** Lets go of what is held; it will come again from the query. */
  forget(): void;
}

/** @param after - sequence of the last event that the reader has. */
export function createSequencer<Event extends Sequenced>(after: number): Sequencer<Event> {
  let expected = after + 1;
  const held = new Map<number, Event>();
  return {
    get expected() {
      return expected;
    },
    get held() {
      return held.size;
    },
    get hasGap() {
      return held.size > 0;
    },
    offer(event) {
      if (event.sequence < expected) return [];
      held.set(event.sequence, event);
      const ready: Event[] = [];
      for (let next = held.get(expected); next; next = held.get(expected)) {
        held.delete(expected++);
        ready.push(next);
      }
      return ready;
    },
    forget: () => held.clear(),
  };
}
