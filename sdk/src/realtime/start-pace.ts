const FIRST_SPACING_MS = 20;
const LARGEST_SPACING_MS = 1_000;
/** Refusals within this time are one: a burst of starts is refused in a burst. Milliseconds. */
const ONE_BURST_MS = 250;
/** Each accepted start lets the next ones come closer by this factor. */
const EASING = 0.95;

/** Spreads the starts of one connection once the server has limited them; before that they go out at once. */
export interface StartPace {
  /** Takes a place in the row, and returns the milliseconds until its turn. */
  reserve(): number;
  /** The server refused a start for coming too fast. */
  limited(): void;
  /** The server accepted a start. */
  accepted(): void;
}

export function createStartPace(): StartPace {
  let spacingMs = 0;
  let nextAt = 0;
  let limitedAt = Number.NEGATIVE_INFINITY;
  return {
    reserve() {
      const now = Date.now();
      const at = Math.max(now, nextAt);
      nextAt = at + spacingMs;
      return at - now;
    },
    limited() {
      const now = Date.now();
      if (now - limitedAt < ONE_BURST_MS) return;
      limitedAt = now;
      spacingMs = Math.min(LARGEST_SPACING_MS, Math.max(FIRST_SPACING_MS, spacingMs * 2));
    },
    accepted() {
      spacingMs = spacingMs * EASING < FIRST_SPACING_MS / 2 ? 0 : spacingMs * EASING;
    },
  };
}
