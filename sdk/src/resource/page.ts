/** One page of a list. */
export interface Page<Item> {
  readonly data: Item[];
  /** Cursor of the next page; `null` on the last. Pass it as `cursor` to go on later, with the same filters. */
  readonly nextCursor: string | null;
}
