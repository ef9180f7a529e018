/** How a heap orders its items, and where each item keeps its own position, so that removing it needs no search. */
export interface HeapOrder<T> {
  /** A strict, total order: no ties. */
  before(a: T, b: T): boolean;
  /** The position last {@link place}d; -1 outside the heap. */
  position(item: T): number;
  place(item: T, position: number): void;
}

/** A binary heap with removal from anywhere in O(log n) and a look at the first few that takes nothing out. */
export class IndexedHeap<T> {
  /** No item goes before its parent, which is at `(position - 1) >> 1`. */
  readonly #items: T[] = [];

  constructor(private readonly order: HeapOrder<T>) {}

  get size(): number {
    return this.#items.length;
  }

  get head(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    this.#items.push(item);
    this.#rise(item, this.#items.length - 1);
  }

  shift(): T | undefined {
    const head = this.#items[0];
    if (head !== undefined) this.#removeAt(0, head);
    return head;
  }

  /** False when the item is not in this heap. */
  remove(item: T): boolean {
    const position = this.order.position(item);
    if (position < 0 || this.#items[position] !== item) return false;
    this.#removeAt(position, item);
    return true;
  }

  /** Puts an item of the heap right after what it is ordered by has changed. */
  update(item: T): void {
    this.#reorder(item, this.order.position(item));
  }

  /**
   * The first `max` items in order; all stay. Walks the heap best first, O(max log max): only the children of an item
   * that was found can be next.
   */
  first(max: number): T[] {
    const items = this.#items;
    if (max >= items.length) return items.toSorted((a, b) => (this.order.before(a, b) ? -1 : 1));
    if (max === 1) return items.slice(0, 1);
    const found: T[] = [];
    const frontier = new IndexedHeap<number>({
      before: (a, b) => this.order.before(items[a]!, items[b]!),
      position: () => -1,
      place: () => undefined,
    });
    frontier.push(0);
    while (found.length < max) {
      const position = frontier.shift()!;
      found.push(items[position]!);
      const child = 2 * position + 1;
      if (child < items.length) frontier.push(child);
      if (child + 1 < items.length) frontier.push(child + 1);
    }
    return found;
  }

  #removeAt(position: number, item: T): void {
    const last = this.#items.pop()!;
    this.order.place(item, -1);
    if (position < this.#items.length) this.#reorder(last, position);
  }

  #reorder(item: T, position: number): void {
    const parent = this.#items[(position - 1) >> 1];
    if (position > 0 && this.order.before(item, parent!)) this.#rise(item, position);
    else this.#sink(item, position);
  }

  #rise(item: T, from: number): void {
    let position = from;
    while (position > 0) {
      const above = (position - 1) >> 1;
      const parent = this.#items[above]!;
      if (!this.order.before(item, parent)) break;
      this.#set(parent, position);
      position = above;
    }
    this.#set(item, position);
  }

  #sink(item: T, from: number): void {
    const items = this.#items;
    let position = from;
    for (;;) {
      let below = 2 * position + 1;
      if (below >= items.length) break;
      if (below + 1 < items.length && this.order.before(items[below + 1]!, items[below]!)) below++;
      const child = items[below]!;
      if (!this.order.before(child, item)) break;
      this.#set(child, position);
      position = below;
    }
    this.#set(item, position);
  }

  #set(item: T, position: number): void {
    this.#items[position] = item;
    this.order.place(item, position);
  }
}
