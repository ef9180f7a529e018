import { Logger } from '@nestjs/common';
import type { InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-node';
import { isTensor, type Tensor, type TensorData } from '#common';
import type { Device } from '#endpoint';
import { isElementType } from '../tensors/element-types.js';
import { describeValue, onnxValue, type OnnxValue } from '../tensors/onnx-value.js';
import type { OnnxItem } from '../tensors/stack-items.js';
import { checkFeeds } from './check-feeds.js';
import { checkNames, type OnnxRecord } from './onnx-record.js';
import { createSession } from './create-session.js';
import { loadOnnxRuntime, type OnnxRuntime } from './load-onnxruntime.js';
import { openSource, type OnnxModelSource } from './model-source.js';
import { checkModelOptions, type OnnxModelOptions, type WarmUpOptions } from './onnx-model.options.js';
import { fixedRows, fixedRowsNotice } from './rows-per-run.js';
import { runColumns } from './run-columns.js';
import { zeroFeeds } from './warm-up.js';

/**
 * An ONNX model in this process: batches in, one result per item out.
 *
 * Its methods block the process until the model has answered, whatever their promise suggests; that is why models live
 * in workers.
 *
 * @example
 * async setup(device: Device) { this.model = await OnnxModel.load('digits.onnx', device); }
 * predict(batch: number[][]) { return this.model.run(batch); }
 */
export class OnnxModel {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly #maxBatchSize: number;
  #disposed = false;
  #hasToldOfRows = false;

  private constructor(
    /** onnxruntime's own session, for what this class does not cover. */
    readonly session: InferenceSession,
    private readonly runtime: typeof OnnxRuntime,
    private readonly name: string,
    { maxBatchSize = 1 }: OnnxModelOptions,
  ) {
    this.#maxBatchSize = maxBatchSize;
    this.inputs = session.inputMetadata.map(onnxValue);
    this.outputs = session.outputMetadata.map(onnxValue);
  }

  /**
   * Loads a model for a device: its execution provider and its share of the threads.
   *
   * @param source the `.onnx` file, or what is in it; a relative path starts at `root`, else at the working directory, a
   * `file:` URL at its module
   * @throws LitServeConfigurationError for options that are none
   * @throws Error when onnxruntime-node is not installed, there is no such file, it is not in `root`, `sha256` is another,
   * it is no model this device can run, or a warm-up fails
   */
  static async load(
    source: OnnxModelSource,
    device: Device,
    options: OnnxModelOptions = {},
  ): Promise<OnnxModel> {
    checkModelOptions(options);
    const opened = await openSource(source, options);
    const runtime = await loadOnnxRuntime();
    const session = await createSession(opened, device, options, runtime);
    const model = new OnnxModel(session, runtime, opened.name, options);
    try {
      const { warmUp = false } = options;
      if (model.#maxBatchSize > 1) model.#rowsFor(model.#maxBatchSize);
      if (warmUp !== false) await model.warmUp(warmUp === true ? {} : warmUp);
      return model;
    } catch (error) {
      await model.dispose();
      throw error;
    }
  }

  /**
   * Runs a model of one input and one output on a batch of items of equal shape, each flat or in the shape of the
   * input. A model whose batch axis has a fixed length runs several times, and is reported once in the log.
   *
   * @param batch the items, or a tensor whose first axis are the items; one of the right type is not copied
   * @returns one flat array per item and in order: a view of the output's memory, `Float32Array` for float32 and float16
   * @throws OnnxInputError naming the item that does not fit
   * @throws TypeError when the model needs {@link runBatch} or {@link runTensors}
   */
  run<Result extends TensorData = Float32Array>(batch: readonly OnnxItem[] | Tensor): Promise<Result[]>;
  async run(batch: readonly OnnxItem[] | Tensor): Promise<TensorData[]> {
    const input = this.#only('input', this.inputs);
    const output = this.#only('output', this.outputs);
    const count = isTensor(batch) ? (batch.dims[0] ?? 0) : batch.length;
    const results = await runColumns(this, [{ input, items: batch }], count, this.#rowsFor(count));
    return results[output.name] ?? [];
  }

  /**
   * Runs any model whose first axes are the batch on items with a value for each input.
   *
   * @returns for each item and in order its part of each output, flat, as {@link run} gives it
   * @throws OnnxInputError naming the item that does not fit, or lacks an input
   * @example await model.runBatch([{ input_ids: [5, 6], attention_mask: [1, 1] }])
   */
  async runBatch(batch: readonly OnnxRecord[]): Promise<Record<string, TensorData>[]> {
    for (const [index, item] of batch.entries()) checkNames(this.inputs, item, index);
    const columns = this.inputs.map((input) => ({ input, items: batch.map((item) => item[input.name]!) }));
    const results = await runColumns(this, columns, batch.length, this.#rowsFor(batch.length));
    return batch.map((_, index) =>
      Object.fromEntries(Object.entries(results).map(([name, parts]) => [name, parts[index]!])),
    );
  }

  /**
   * Runs any model on named tensors, ours or onnxruntime's.
   *
   * @returns onnxruntime's tensors by output name; they can be fed back, and are accepted wherever ours are
   * @throws OnnxInputError with the inputs that are missing, unknown, or of another type or shape
   */
  async runTensors(
    feeds: Readonly<Record<string, Tensor | OnnxTensor>>,
  ): Promise<Record<string, OnnxTensor>> {
    if (this.#disposed) throw new Error(`OnnxModel: ${this.name} has been disposed of`);
    checkFeeds(this.inputs, feeds, (tensor) => tensor instanceof this.runtime.Tensor);
    const native = Object.entries(feeds).map(([name, tensor]) => [name, this.#native(tensor)] as const);
    return this.session.run(Object.fromEntries(native));
  }

  /**
   * Runs the model on zeros, once per size of batch; the first run of a shape takes longer than later ones.
   *
   * @throws TypeError naming the free axes whose length is not given
   */
  async warmUp({ batchSizes = [1, this.#maxBatchSize], axes }: WarmUpOptions = {}): Promise<void> {
    // Where the first axis is fixed everywhere, all sizes are the same run.
    const isFixed = this.inputs.every(({ shape }) => typeof shape[0] === 'number');
    for (const rows of new Set(isFixed ? [1] : batchSizes)) {
      try {
        await this.runTensors(zeroFeeds(this.inputs, rows, axes));
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new Error(`OnnxModel: ${this.name} fails in a warm-up with batches of ${rows}: ${reason}`, {
          cause,
        });
      }
    }
  }

  /** Frees the memory of the model, for `teardown`; calling it again does nothing. */
  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    await this.session.release();
  }

  /** The same, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  #native(tensor: Tensor | OnnxTensor): OnnxTensor {
    if (tensor instanceof this.runtime.Tensor) return tensor;
    const { type, data, dims } = tensor;
    if (!isElementType(type)) throw new TypeError(`OnnxModel: there is no element type "${type}"`);
    return new this.runtime.Tensor(type, ArrayBuffer.isView(data) ? data : [...data], dims);
  }

  /** How many items a run takes, when that is fixed; says so when there are more. */
  #rowsFor(items: number): number | undefined {
    const fixed = fixedRows(this.inputs);
    if (fixed && items > 1 && items !== fixed.rows && !this.#hasToldOfRows) {
      this.#hasToldOfRows = true;
      new Logger(OnnxModel.name).warn(fixedRowsNotice(this.name, fixed));
    }
    return fixed?.rows;
  }

  #only(kind: 'input' | 'output', values: readonly OnnxValue[]): OnnxValue {
    const [value, ...more] = values;
    if (value && more.length === 0) return value;
    throw new TypeError(
      `OnnxModel: run() is for models of one ${kind}; ${this.name} has ${values.length} ` +
        `(${values.map(describeValue).join('; ')}): use runBatch() or runTensors()`,
    );
  }
}
