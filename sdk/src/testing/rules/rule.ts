import type { Random } from '../random.ts';
import type { Overrides } from '../shape.ts';

/** What a rule may look at beside the sample. */
export interface RuleContext<T> {
  /** What the caller asked for. It is in the sample; values are kept whatever the rule says, within objects and lists the rule keeps them. */
  readonly given: Overrides<T>;
  readonly random: Random;
  /** Another sample of the same contract and seed. */
  make<Other extends object>(name: string, overrides: object): Other;
}

/** What makes a sample consistent in itself: the properties that follow from others; `undefined` for one that is not there. */
export type Rule<T> = (sample: T, context: RuleContext<T>) => { [Key in keyof T]?: T[Key] | undefined };

export type Rules<Types> = { readonly [Name in keyof Types]?: Rule<Types[Name]> };
