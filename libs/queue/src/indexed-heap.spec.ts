import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { IndexedHeap } from './indexed-heap.js';

interface Entry {
  readonly id: number;
  rank: number;
  position: number;
}

/** A heap of entries that counts how often it compares. */
function countingHeap() {
  const counter = { comparisons: 0 };
  const heap = new IndexedHeap<Entry>({
    before: (a, b) => {
      counter.comparisons++;
      return a.rank < b.rank || (a.rank === b.rank && a.id < b.id);
    },
    position: (entry) => entry.position,
    place: (entry, position) => {
      entry.position = position;
    },
  });
  return { heap, counter };
}

function entriesOf(ranks: readonly number[]): Entry[] {
  return ranks.map((rank, id) => ({ id, rank, position: -1 }));
}

const inOrder = (a: Entry, b: Entry) => a.rank - b.rank || a.id - b.id;

describe('IndexedHeap', () => {
  it('behaves like a sorted list, whatever is pushed, shifted, removed or changed', () => {
    const step = fc.record({ kind: fc.constantFrom('push', 'shift', 'remove', 'update'), pick: fc.nat(99) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), fc.nat(20), (steps, max) => {
        const { heap } = countingHeap();
        let model: Entry[] = [];
        for (const [id, { kind, pick }] of steps.entries()) {
          const chosen = model[pick % Math.max(1, model.length)];
          if (kind === 'push') {
            const entry = { id, rank: pick, position: -1 };
            heap.push(entry);
            model.push(entry);
          } else if (kind === 'shift') {
            expect(heap.shift()).toBe(model.toSorted(inOrder)[0]);
            model = model.toSorted(inOrder).slice(1);
          } else if (chosen && kind === 'remove') {
            expect(heap.remove(chosen)).toBe(true);
            expect(heap.remove(chosen)).toBe(false);
            model = model.filter((entry) => entry !== chosen);
          } else if (chosen) {
            chosen.rank = 99 - pick;
            heap.update(chosen);
          }
          const sorted = model.toSorted(inOrder);
          expect(heap.size).toBe(model.length);
          expect(heap.head).toBe(sorted[0]);
          expect(heap.first(max)).toEqual(sorted.slice(0, max));
        }
      }),
    );
  });

  it('does not take an entry of another heap for its own', () => {
    const [mine, other] = [countingHeap().heap, countingHeap().heap];
    const [a, b] = entriesOf([1, 1]) as [Entry, Entry];
    mine.push(a);
    other.push(b);
    expect(mine.remove(b)).toBe(false);
    expect(other.head).toBe(b);
  });

  it('costs O(log n) per operation with 100,000 entries', () => {
    const { heap, counter } = countingHeap();
    const size = 100_000;
    // A full cycle of a generator: every rank once, in no order.
    const entries = entriesOf(Array.from({ length: size }, (_, i) => (i * 48_271) % 100_003));
    for (const entry of entries) heap.push(entry);
    const comparisonsOf = (act: () => void): number => {
      counter.comparisons = 0;
      act();
      return counter.comparisons;
    };
    const perLevel = 2;
    const levels = Math.ceil(Math.log2(size));
    for (let i = 0; i < 1_000; i++) {
      const entry = entries[(i * 97) % size]!;
      if (heap.remove(entry)) expect(comparisonsOf(() => heap.push(entry))).toBeLessThanOrEqual(levels);
      expect(comparisonsOf(() => heap.remove(entry))).toBeLessThanOrEqual(perLevel * levels + 1);
      heap.push(entry);
    }
    expect(comparisonsOf(() => heap.shift())).toBeLessThanOrEqual(perLevel * levels + 1);
    // 16 of 100,000: a frontier of 17 at most, not a sort.
    expect(comparisonsOf(() => heap.first(16))).toBeLessThanOrEqual(16 * 4 * perLevel * 2);
  });
});
