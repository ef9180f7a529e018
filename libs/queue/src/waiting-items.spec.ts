import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { NEVER } from 'rxjs';
import { WaitingItems, type WaitingTicket } from './waiting-items.js';

const reads = { ofRank: 0 };

/** A ticket that counts how often it is compared. */
class CountedTicket implements WaitingTicket {
  readonly arrivedAt = 0;
  readonly deadline = Infinity;
  readonly cost = 1;
  readonly attempt = 0;
  waitingPosition = -1;
  readonly #rank: number;

  constructor(
    readonly id: number,
    rank: number,
    readonly key: string,
  ) {
    this.#rank = rank;
  }

  get rank(): number {
    reads.ofRank++;
    return this.#rank;
  }
}

function readsOf(act: () => void): number {
  reads.ofRank = 0;
  act();
  return reads.ofRank;
}

describe('WaitingItems', () => {
  it('shows the first by rank, over all keys or of one', () => {
    const step = fc.record({ rank: fc.nat(9), key: fc.constantFrom('', 'a', 'b', 'c'), leave: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 12 }), (steps, max) => {
        const waiting = new WaitingItems<CountedTicket>(NEVER);
        let model: CountedTicket[] = [];
        for (const [id, { rank, key, leave }] of steps.entries()) {
          const gone = model[(rank * 7) % Math.max(1, model.length)];
          if (leave && gone) {
            expect(waiting.remove(gone)).toBe(true);
            expect(waiting.remove(gone)).toBe(false);
            model = model.filter((ticket) => ticket !== gone);
          } else {
            const ticket = new CountedTicket(id, rank, key);
            waiting.add(ticket);
            model = [...model, ticket].toSorted((a, b) => a.rank - b.rank || a.id - b.id);
          }
          expect(waiting.size).toBe(model.length);
          expect(waiting.peek(1)).toEqual(model.slice(0, 1));
          expect(waiting.peek(max)).toEqual(model.slice(0, max));
          expect(waiting.peek(max, 'a')).toEqual(model.filter((ticket) => ticket.key === 'a').slice(0, max));
        }
      }),
    );
  });

  it.each([1, 10, 50_000])('stays O(log n) at 100,000 items of %i keys', (keys) => {
    const waiting = new WaitingItems<CountedTicket>(NEVER);
    const size = 100_000;
    const tickets = Array.from(
      { length: size },
      (_, id) => new CountedTicket(id, (id * 48_271) % 100_003, `k${id % keys}`),
    );
    for (const ticket of tickets) waiting.add(ticket);
    // Two heaps, two comparisons a level, three reads of a rank in a comparison, rounded up.
    const bound = 2 * 2 * 4 * Math.ceil(Math.log2(size));
    for (let i = 0; i < 500; i++) {
      const ticket = tickets[(i * 193) % size]!;
      expect(readsOf(() => waiting.remove(ticket))).toBeLessThanOrEqual(bound);
      expect(readsOf(() => waiting.add(ticket))).toBeLessThanOrEqual(bound);
    }
    expect(readsOf(() => waiting.peek(1))).toBe(0);
    expect(readsOf(() => waiting.peek(16, 'k0'))).toBeLessThanOrEqual(16 * bound);
  });
});
