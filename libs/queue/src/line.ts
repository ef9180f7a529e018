import type { PendingCuts } from './pending-cuts.js';
import type { PendingPulls } from './pending-pulls.js';
import type { WaitingItems } from './waiting-items.js';

/** What stands before a newcomer: items in no cut yet, cuts that are decided, and slots that ask for work. */
export class Line {
  constructor(
    private readonly waiting: Pick<WaitingItems<never>, 'size' | 'costBefore'>,
    private readonly cuts: Pick<PendingCuts<never>, 'size' | 'cost'>,
    private readonly pulls: Pick<PendingPulls<never>, 'hasFree'>,
  ) {}

  /** Items that wait, in a cut or not. */
  get size(): number {
    return this.waiting.size + this.cuts.size;
  }

  /** Whether a slot that could begin at once asks for work; a prefetch could not. */
  get hasFreeSlot(): boolean {
    return this.pulls.hasFree;
  }

  /** The cost of all that goes before this rank: a cut is decided, so nothing gets in before it. */
  costBefore(rank: number): number {
    return this.cuts.cost + this.waiting.costBefore(rank);
  }
}
