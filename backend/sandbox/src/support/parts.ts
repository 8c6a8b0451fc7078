/** Something that was started and has to be stopped. */
export interface Part {
  close(): void | Promise<void>;
}

/** The parts of one sandbox, in the order in which they were opened. */
export interface Parts {
  /** Waits until a part is there, and keeps it to be closed. */
  open<Opened extends Part>(part: Promise<Opened> | Opened): Promise<Opened>;
  /** Closes them, the newest first: whoever calls stops before whoever is called. */
  close(): Promise<void>;
}

export function createParts(): Parts {
  const parts: Part[] = [];
  return {
    async open(part) {
      const opened = await part;
      parts.push(opened);
      return opened;
    },
    async close() {
      for (const part of parts.splice(0).reverse()) await part.close();
    },
  };
}
