import type { InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-node';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isTensor, Tensor, type TensorData } from '#common';
import type { Device } from '#endpoint';
import { isElementType } from '../tensors/element-types.js';
import { loadOnnxRuntime, type OnnxRuntime } from './load-onnxruntime.js';
import { describeValue, onnxValue, type OnnxValue } from '../tensors/onnx-value.js';
import { splitRows } from '../tensors/split-rows.js';
import { stackItems, type OnnxItem } from '../tensors/stack-items.js';

export interface OnnxModelOptions {
  /** Laid over the session options of the device. @default none */
  readonly sessionOptions?: InferenceSession.SessionOptions;
}

/**
 * An ONNX model in this process: batches in, one result per item out.
 *
 * `run` and `runTensors` block the process until the model has answered, whatever their promise suggests; that is why
 * models live in workers.
 *
 * @example
 * async setup(device: Device) { this.model = await OnnxModel.load('digits.onnx', device); }
 * predict(batch: number[][]) { return this.model.run(batch); }
 */
export class OnnxModel {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  #disposed = false;

  private constructor(
    /** onnxruntime's own session, for what this class does not cover. */
    readonly session: InferenceSession,
    private readonly runtime: typeof OnnxRuntime,
    private readonly path: string,
  ) {
    this.inputs = session.inputMetadata.map(onnxValue);
    this.outputs = session.outputMetadata.map(onnxValue);
  }

  /**
   * Loads a model file for a device: its execution provider and its share of the threads.
   *
   * @param path of the `.onnx` file; a relative one starts at the working directory, a `file:` URL at its module
   * @throws Error when onnxruntime-node is not installed, there is no such file, or it is no model this device can run
   */
  static async load(path: string | URL, device: Device, options: OnnxModelOptions = {}): Promise<OnnxModel> {
    const file = resolve(path instanceof URL ? fileURLToPath(path) : path);
    const found = await stat(file).catch(() => undefined);
    if (!found?.isFile()) throw new Error(`OnnxModel: there is no model file at ${file}`);
    const runtime = await loadOnnxRuntime();
    try {
      const sessionOptions = { ...device.sessionOptions(), ...options.sessionOptions };
      return new OnnxModel(await runtime.InferenceSession.create(file, sessionOptions), runtime, file);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`OnnxModel: ${file} could not be loaded on ${device.type}: ${reason}`, { cause });
    }
  }

  /**
   * Runs a model of one input and one output on a batch of items of equal shape, each flat or in the shape of the
   * input. A model whose batch axis has a fixed length runs several times.
   *
   * @param batch the items, or a tensor whose first axis are the items
   * @returns one flat array per item and in order: a view of the output's memory, `Float32Array` for float32
   * @throws TypeError naming the item that does not fit, or when the model needs {@link runTensors}
   */
  run<Result extends TensorData = Float32Array>(batch: readonly OnnxItem[] | Tensor): Promise<Result[]>;
  async run(batch: readonly OnnxItem[] | Tensor): Promise<TensorData[]> {
    const input = this.#only('input', this.inputs);
    const output = this.#only('output', this.outputs);
    const items = isTensor(batch) ? rowsOf(batch) : batch;
    const declared = input.shape[0];
    const rows = typeof declared === 'number' && declared > 0 ? declared : items.length;
    const results: TensorData[] = [];
    for (let first = 0; first < items.length; first += rows) {
      const chunk = items.slice(first, first + rows);
      const answer = await this.runTensors({ [input.name]: stackItems(chunk, input, rows, first) });
      const tensor = answer[output.name];
      if (tensor) results.push(...splitRows(tensor, rows, `output ${output.name}`).slice(0, chunk.length));
    }
    return results;
  }

  /**
   * Runs any model on named tensors, ours or onnxruntime's.
   *
   * @returns onnxruntime's tensors by output name; they can be fed back, and are accepted wherever ours are
   */
  async runTensors(
    feeds: Readonly<Record<string, Tensor | OnnxTensor>>,
  ): Promise<Record<string, OnnxTensor>> {
    if (this.#disposed) throw new Error(`OnnxModel: ${this.path} has been disposed of`);
    const native = Object.entries(feeds).map(([name, tensor]) => [name, this.#native(tensor)] as const);
    return this.session.run(Object.fromEntries(native));
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

  #only(kind: 'input' | 'output', values: readonly OnnxValue[]): OnnxValue {
    const [value, ...more] = values;
    if (value && more.length === 0) return value;
    throw new TypeError(
      `OnnxModel: run() is for models of one ${kind}; ${this.path} has ${values.length} ` +
        `(${values.map(describeValue).join('; ')}): use runTensors()`,
    );
  }
}

/** A batch that is one tensor already, as the items it consists of. */
function rowsOf(batch: Tensor): Tensor[] {
  const [rows = 0, ...shape] = batch.dims;
  return splitRows(batch, rows, 'the batch').map((data) => new Tensor(batch.type, data, shape));
}
