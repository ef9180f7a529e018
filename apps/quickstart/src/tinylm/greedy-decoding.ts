import { argmax, Tensor, type OnnxModel } from 'nestjs-litserve/onnx';
import { cacheFrom, emptyCache, keepRows, type KvCache, type KvCacheConfig } from './kv-cache.js';

/** The numbers of the model's `config.json` that decoding needs. */
export interface DecodingConfig extends KvCacheConfig {
  readonly pad: number;
  readonly eos: number;
  readonly max_positions: number;
}

/** What one step added: the new token of each prompt, `undefined` for those that have ended. */
export type DecodingStep = readonly (number | undefined)[];

interface Row {
  /** Which of the prompts it is; rows leave the batch, so that it is not the row's number. */
  readonly prompt: number;
  /** Prompts of a batch end at the same column, so that shorter ones start with so many columns of padding. */
  readonly padding: number;
  readonly ended: boolean;
}

/** What the next run of the model gets. */
interface Batch {
  readonly rows: readonly Row[];
  /** The columns the model has not seen, of each row: the padded prompt at first, then one token. */
  readonly tokens: readonly (readonly number[])[];
  /** Columns in all: those in the cache and the new ones. */
  readonly columns: number;
  readonly cache: KvCache;
}

/**
 * Continues every prompt with the likeliest token until it ends, one step per token. The prompts share each run of
 * the model; an answer is the same in any company.
 */
export async function* decodeGreedily(
  model: OnnxModel,
  config: DecodingConfig,
  prompts: readonly (readonly number[])[],
): AsyncGenerator<DecodingStep, void> {
  let batch = firstBatch(config, prompts);
  while (batch.rows.some((row) => !row.ended)) {
    const { logits, ...outputs } = await model.runTensors({ ...inputsOf(batch, config), ...batch.cache });
    if (!logits) throw new TypeError('the model has no output "logits"');
    const chosen = likeliest(logits);
    const rows = batch.rows.map((row, index) => {
      // The next token has the column after the last, and every position up to it must exist.
      const full = batch.columns - row.padding >= config.max_positions;
      return { ...row, ended: row.ended || full || chosen[index] === config.eos };
    });
    const step = Array.from({ length: prompts.length }, (): number | undefined => undefined);
    for (const [index, row] of rows.entries()) if (!row.ended) step[row.prompt] = chosen[index];
    if (rows.some((row) => !row.ended)) yield step;
    const tokens = chosen.map((token) => [token]);
    batch = withoutEnded({ rows, tokens, columns: batch.columns + 1, cache: cacheFrom(outputs) });
  }
}

function firstBatch(config: DecodingConfig, prompts: readonly (readonly number[])[]): Batch {
  const columns = Math.max(0, ...prompts.map((prompt) => prompt.length));
  const rows = prompts.map((prompt, index) => ({
    prompt: index,
    padding: columns - prompt.length,
    ended: false,
  }));
  const tokens = prompts.map((prompt, index) => [
    ...Array.from({ length: rows[index]?.padding ?? 0 }, () => config.pad),
    ...prompt,
  ]);
  return { rows, tokens, columns, cache: emptyCache(config, prompts.length) };
}

/**
 * The batch without its ended rows, once they are half of it: a row costs time in every step, taking one out copies
 * the cache of the others, and by halves it is copied only a few times.
 */
function withoutEnded(batch: Batch): Batch {
  const open = [...batch.rows.keys()].filter((index) => batch.rows[index]?.ended === false);
  if (open.length === 0 || open.length > batch.rows.length / 2) return batch;
  const rows = open.flatMap((index) => batch.rows[index] ?? []);
  const trimmed = Math.min(...rows.map((row) => row.padding));
  return {
    rows: rows.map(({ prompt, padding, ended }) => ({ prompt, padding: padding - trimmed, ended })),
    tokens: open.flatMap((index) => [batch.tokens[index] ?? []]),
    columns: batch.columns - trimmed,
    cache: keepRows(batch.cache, open, trimmed),
  };
}

function inputsOf({ rows, tokens, columns }: Batch, config: DecodingConfig): Record<string, Tensor> {
  const width = tokens[0]?.length ?? 0;
  const int64 = (values: readonly number[], perRow: number): Tensor =>
    new Tensor('int64', BigInt64Array.from(values, BigInt), [rows.length, perRow]);
  const mask = rows.flatMap((row) =>
    Array.from({ length: columns }, (_, column) => (column < row.padding ? 0 : 1)),
  );
  const positions = rows.flatMap((row) =>
    Array.from({ length: width }, (_, index) => {
      const position = columns - width + index - row.padding;
      // Of no meaning for padding and for ended rows, but the model looks them up.
      return Math.min(Math.max(position, 0), config.max_positions - 1);
    }),
  );
  return {
    input_ids: int64(tokens.flat(), width),
    attention_mask: int64(mask, columns),
    position_ids: int64(positions, width),
  };
}

/** The token with the highest score after the last column of each row. */
function likeliest({ data, dims }: Pick<Tensor, 'data' | 'dims'>): number[] {
  const [rows = 0, width = 0, vocabulary = 0] = dims;
  if (!(data instanceof Float32Array)) throw new TypeError('the logits must be float32');
  return Array.from({ length: rows }, (_, row) => {
    const end = (row + 1) * width * vocabulary;
    return argmax(data.subarray(end - vocabulary, end));
  });
}
