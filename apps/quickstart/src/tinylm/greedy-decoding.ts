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
  /** Which of the prompts it continues; rows leave the batch, so that it is not the number of the row. */
  readonly prompt: number;
  /** Columns of padding before the prompt, so that all prompts end at the same column. */
  readonly padding: number;
  /** What the model has not seen of the row: the padded prompt at first, then one token. */
  readonly tokens: readonly number[];
}

/** A row after a run that did not end it. */
interface OpenRow {
  /** Its number in the batch that ran. */
  readonly index: number;
  readonly prompt: number;
  readonly padding: number;
  readonly token: number;
}

/** What the next run of the model gets. */
interface Batch {
  readonly rows: readonly Row[];
  /** Length of each row: what is in the cache and the new tokens. */
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
  while (batch.rows.length > 0) {
    const { logits, ...outputs } = await model.runTensors({ ...inputsOf(batch), ...batch.cache });
    if (!logits) throw new TypeError('the model has no output "logits"');
    const open = openRows(batch, likeliest(logits), config);
    if (open.length === 0) return;
    const tokens = new Map(open.map((row) => [row.prompt, row.token]));
    yield prompts.map((_, prompt) => tokens.get(prompt));
    batch = nextBatch(batch, open, cacheFrom(outputs));
  }
}

function firstBatch(config: DecodingConfig, prompts: readonly (readonly number[])[]): Batch {
  const columns = Math.max(0, ...prompts.map((prompt) => prompt.length));
  const rows = prompts.map((ids, prompt) => {
    const padding = Array.from({ length: columns - ids.length }, () => config.pad);
    return { prompt, padding: padding.length, tokens: padding.concat(ids) };
  });
  return { rows, columns, cache: emptyCache(config, prompts.length) };
}

function openRows({ rows, columns }: Batch, chosen: readonly number[], config: DecodingConfig): OpenRow[] {
  return rows
    .map(({ prompt, padding }, index) => ({ index, prompt, padding, token: chosen[index] ?? config.eos }))
    .filter(
      // The new token gets the column after the last one, whose position must exist.
      ({ token, padding }) => token !== config.eos && columns - padding < config.max_positions,
    );
}

/** Rows that have ended leave at once: keeping one costs more in each step than copying the cache of the others. */
function nextBatch({ rows, columns }: Batch, open: readonly OpenRow[], cache: KvCache): Batch {
  const allStay = open.length === rows.length;
  // What is padding in all rows that are left goes with them.
  const surplus = allStay ? 0 : Math.min(...open.map((row) => row.padding));
  const kept = open.map((row) => row.index);
  return {
    rows: open.map(({ prompt, padding, token }) => ({ prompt, padding: padding - surplus, tokens: [token] })),
    columns: columns + 1 - surplus,
    cache: allStay ? cache : keepRows(cache, kept, surplus),
  };
}

function inputsOf({ rows, columns }: Batch): Record<string, Tensor> {
  const ids = rows.flatMap((row) => row.tokens);
  const mask = rows.flatMap((row) =>
    Array.from({ length: columns }, (_, column) => (column < row.padding ? 0 : 1)),
  );
  const positions = rows.flatMap(({ tokens, padding }) =>
    // The position of padding has no meaning, but the model looks it up.
    tokens.map((_, index) => Math.max(0, columns - tokens.length + index - padding)),
  );
  const int64 = (values: readonly number[]): Tensor =>
    new Tensor('int64', BigInt64Array.from(values, BigInt), [rows.length, values.length / rows.length]);
  return { input_ids: int64(ids), attention_mask: int64(mask), position_ids: int64(positions) };
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
