import { Tensor, type TensorData } from '#common';
import { ELEMENT_TYPES } from '../tensors/element-types.js';
import type { CacheSlot } from './cache-layout.js';

/** A tensor of ours or of onnxruntime. */
export type CacheTensor = Pick<Tensor, 'type' | 'data' | 'dims'>;

/**
 * What a model has computed for the positions it has seen, its keys and values of each layer, by input name. With it a
 * step costs one position and not the whole text again.
 */
export type KvCache = Readonly<Record<string, CacheTensor>>;

/** The cache before the first step: no positions. */
export function emptyCache(slots: readonly CacheSlot[], rows: number): KvCache {
  const tensors = slots.map(({ past, type, shape, rowAxis }) => {
    const dims = shape.map((axis, index) => (typeof axis === 'number' ? axis : index === rowAxis ? rows : 0));
    return [past, new Tensor(type, elementsOf(type).allocate(0).data, dims)] as const;
  });
  return Object.fromEntries(tensors);
}

/** The cache after a step: what it gave is what the next one takes. */
export function cacheFrom(
  slots: readonly CacheSlot[],
  outputs: Readonly<Record<string, CacheTensor>>,
): KvCache {
  const tensors = slots.map(({ past, present }) => {
    const tensor = outputs[present];
    if (!tensor) throw new TypeError(`CausalModel: the model gave no ${present}`);
    return [past, tensor] as const;
  });
  return Object.fromEntries(tensors);
}

/** The cache of some of its rows only, without the first positions. */
export function keepRows(
  slots: readonly CacheSlot[],
  cache: KvCache,
  rows: readonly number[],
  firstPosition: number,
): KvCache {
  const tensors = slots.map((slot) => {
    const tensor = cache[slot.past];
    if (!tensor) throw new TypeError(`CausalModel: the cache has no ${slot.past}`);
    return [slot.past, keepRowsOf(slot, tensor, rows, firstPosition)] as const;
  });
  return Object.fromEntries(tensors);
}

/** Copies runs of whole positions, which lie together in memory. */
function keepRowsOf(
  { type, rowAxis, positionAxis }: CacheSlot,
  { data, dims }: CacheTensor,
  rows: readonly number[],
  firstPosition: number,
): Tensor {
  const [allRows = 0, positions = 0] = [dims[rowAxis], dims[positionAxis]];
  const [outer, inner] = [product(dims.slice(0, rowAxis)), product(dims.slice(rowAxis + 1, positionAxis))];
  const size = product(dims.slice(positionAxis + 1));
  const kept = positions - firstPosition;
  const element = elementsOf(type);
  const target = element.allocate(outer * rows.length * inner * kept * size);
  let at = 0;
  const copy = (block: number): void => {
    const start = (block * positions + firstPosition) * size;
    at += copyInto(target, at, element.view(data, start, start + kept * size));
  };
  for (let group = 0; group < outer; group++) {
    for (const row of rows) {
      for (let part = 0; part < inner; part++) copy((group * allRows + row) * inner + part);
    }
  }
  return new Tensor(type, target.data, dims.map(lengthAt(rowAxis, rows.length, positionAxis, kept)));
}

function copyInto(
  target: { setAll(index: number, values: object): boolean },
  at: number,
  part: TensorData,
): number {
  if (!target.setAll(at, part)) throw new TypeError('CausalModel: the cache must be of numbers');
  return part.length;
}

const lengthAt =
  (rowAxis: number, rows: number, positionAxis: number, positions: number) =>
  (length: number, axis: number) => (axis === rowAxis ? rows : axis === positionAxis ? positions : length);

const product = (lengths: readonly number[]): number => lengths.reduce((size, length) => size * length, 1);

function elementsOf(type: string) {
  const element = ELEMENT_TYPES[type];
  if (!element) throw new TypeError(`CausalModel: a cache of ${type} is not supported`);
  return element;
}
