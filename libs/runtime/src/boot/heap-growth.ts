import { getHeapStatistics, setFlagsFromString } from 'node:v8';

/** By how much the heap may grow between full collections, in percent; where V8 sees little allocated it allows far less. */
const GROWTH_PERCENT = 200;
/** What may become three times as much: a heap of Nest, the app's code and a model that lives elsewhere. */
const SMALL_HEAP_BYTES = 64 * 1024 ** 2;

interface Heap {
  readonly usedBytes: () => number;
  readonly setFlags: (flags: string) => void;
}
const thisHeap: Heap = {
  usedBytes: () => getHeapStatistics().used_heap_size,
  setFlags: setFlagsFromString,
};

/**
 * Makes full collections rare in a worker whose heap is small. V8 counts buffers as a part of the heap, so one that moves
 * tensors and makes little else marks all of it every few batches (docs/performance.md). A model that lives in a large
 * heap of JavaScript keeps the rule of V8, which is careful with memory.
 *
 * @returns whether the rule was changed
 */
export function makeFullCollectionsRare({ usedBytes, setFlags }: Heap = thisHeap): boolean {
  if (usedBytes() > SMALL_HEAP_BYTES) return false;
  setFlags(`--heap-growing-percent=${GROWTH_PERCENT}`);
  return true;
}
