import { Tensor } from 'nestjs-litserve/onnx';

/** The numbers of the model's `config.json` that give the cache its shape. */
export interface KvCacheConfig {
  readonly layers: number;
  readonly kv_heads: number;
  readonly head_dim: number;
}

type CacheTensor = Pick<Tensor, 'type' | 'data' | 'dims'>;

/**
 * What the model computed for the positions it has seen, by input name: keys and values of each layer, float32
 * [row, head, position, value]. With it, a step costs one position and not the whole text again.
 */
export type KvCache = Readonly<Record<string, CacheTensor>>;

export function emptyCache(
  { layers, kv_heads: heads, head_dim: size }: KvCacheConfig,
  rows: number,
): KvCache {
  const names = Array.from({ length: layers }, (_, layer) => [`${layer}.key`, `${layer}.value`]).flat();
  const none = new Tensor('float32', new Float32Array(0), [rows, heads, 0, size]);
  return Object.fromEntries(names.map((name) => [`past_key_values.${name}`, none]));
}

/** The cache after a step: the model's `present` is the next `past_key_values`. */
export function cacheFrom(outputs: Readonly<Record<string, CacheTensor>>): KvCache {
  const present = Object.entries(outputs).filter(([name]) => name.startsWith('present.'));
  return Object.fromEntries(
    present.map(([name, tensor]) => [name.replace('present', 'past_key_values'), tensor]),
  );
}

/** The cache of some of its rows only, without the first positions. */
export function keepRows(cache: KvCache, rows: readonly number[], firstPosition: number): KvCache {
  return Object.fromEntries(
    Object.entries(cache).map(([name, tensor]) => [name, keepRowsOf(tensor, rows, firstPosition)]),
  );
}

function keepRowsOf({ data, dims }: CacheTensor, rows: readonly number[], firstPosition: number): Tensor {
  const [, heads = 0, positions = 0, size = 0] = dims;
  if (!(data instanceof Float32Array)) throw new TypeError('the cache must be float32');
  const kept = positions - firstPosition;
  const target = new Float32Array(rows.length * heads * kept * size);
  let at = 0;
  for (const row of rows) {
    for (let head = 0; head < heads; head++) {
      const start = (row * heads + head) * positions;
      target.set(data.subarray((start + firstPosition) * size, (start + positions) * size), at);
      at += kept * size;
    }
  }
  return new Tensor('float32', target, [rows.length, heads, kept, size]);
}
