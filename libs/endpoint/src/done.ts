/**
 * Ends an item of a batched stream: a step yields it in the item's place, and from then on the item gets nothing more.
 *
 * @example yield states.map((state) => (state.finished ? DONE : state.nextToken()));
 */
export const DONE: unique symbol = Symbol('litserve.done');
