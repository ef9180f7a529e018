/** What stands in a line: the line keeps its neighbours here, so that joining and leaving make nothing. */
export interface InLine<T extends InLine<T>> {
  before: T | undefined;
  after: T | undefined;
  /** Which line it stands in. */
  line: PullLine<T> | undefined;
}

/** First come, first served; whoever stands in it may leave from anywhere. A Set would leave its old tables to the collector. */
export class PullLine<T extends InLine<T>> {
  #first: T | undefined;
  #last: T | undefined;

  get first(): T | undefined {
    return this.#first;
  }

  join(one: T): void {
    one.line = this;
    one.before = this.#last;
    if (this.#last) this.#last.after = one;
    else this.#first = one;
    this.#last = one;
  }

  /** False when it does not stand here. */
  leave(one: T): boolean {
    if (one.line !== this) return false;
    if (one.before) one.before.after = one.after;
    else this.#first = one.after;
    if (one.after) one.after.before = one.before;
    else this.#last = one.before;
    one.line = one.before = one.after = undefined;
    return true;
  }

  *[Symbol.iterator](): Generator<T> {
    for (let one = this.#first; one; one = one.after) yield one;
  }
}
