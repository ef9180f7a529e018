import type { IsolationBudget } from './isolation-budget.js';
import type { CrashKind } from './work-queue.js';

/** Crashes while it ran alone after which an item is refused. */
const STRIKES = 3;
/** The same for crashes that no operator and no OOM killer can have caused. */
const SELF_STRIKES = 2;

/** An item that can be blamed. */
export interface Suspect {
  strikes: number;
  selfStrikes: number;
}

export interface RetryRules {
  readonly onBatchError: 'isolate' | 'fail';
  readonly onCrash: 'retry' | 'fail';
}

/**
 * What becomes of a run that ended badly. A batch is halved and each half runs by itself, until the guilty item runs
 * alone: then a failure is its own, and a crash is a strike. Both methods return the groups to run again, or none when
 * all of the items are to be refused.
 */
export class RetryPolicy {
  constructor(
    private readonly rules: RetryRules,
    private readonly budget: IsolationBudget,
  ) {}

  /**
   * @param ranWith how many items the run began with; those that have left since may be the guilty ones
   * @param inCompany whether other runs died with it: then it is no strike, and the item runs again by itself
   */
  afterCrash<T extends Suspect>(
    items: readonly T[],
    ranWith: number,
    kind: CrashKind,
    inCompany: boolean,
  ): readonly T[][] {
    if (this.rules.onCrash === 'fail') return [];
    if (ranWith > 1) return this.#halves(items);
    if (inCompany) return items.map((item) => [item]);
    return items.filter((item) => !isOut(item, kind)).map((item) => [item]);
  }

  afterFailure<T>(items: readonly T[], ranWith: number): readonly T[][] {
    return this.rules.onBatchError === 'fail' || ranWith === 1 ? [] : this.#halves(items);
  }

  #halves<T>(items: readonly T[]): readonly T[][] {
    const middle = Math.ceil(items.length / 2);
    const halves = [items.slice(0, middle), items.slice(middle)].filter((half) => half.length > 0);
    return this.budget.spend(items.length) ? halves : [];
  }
}

function isOut(item: Suspect, kind: CrashKind): boolean {
  item.strikes++;
  if (kind === 'self') item.selfStrikes++;
  return item.strikes >= STRIKES || item.selfStrikes >= SELF_STRIKES;
}
