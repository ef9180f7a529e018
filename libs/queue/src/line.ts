/** What stands before a newcomer: items in no cut yet, cuts that are decided, and slots that ask for work. */
export interface Line {
  /** Items that wait, in a cut or not. */
  readonly size: number;
  /** Whether a slot that could begin at once asks for work; a prefetch could not. */
  readonly hasFreeSlot: boolean;
  /** The cost of all that goes before this rank: a cut is decided, so nothing gets in before it. */
  costBefore(rank: number): number;
}
