import { endpointsOf, LitApi, type Device, type LitContext } from '#endpoint';
import { OnnxModel } from '../model/onnx-model.js';
import type { OnnxModelOptions } from '../model/onnx-model.options.js';
import type { OnnxModelSource } from '../model/model-source.js';
import { unknownAxes } from '../model/warm-up.js';
import type { OnnxItem } from '../tensors/stack-items.js';
import { runItems, type OnnxInput } from './run-items.js';

/**
 * An endpoint that is one ONNX model: it loads it in `setup`, warms it up, runs it on batches, and frees it in
 * `teardown`. What is left to say is where the model is, and what goes in and out of it.
 *
 * `decodeRequest` gives the value of the model's input, or a record of several by name; `encodeResponse` gets the flat
 * output, or a record of several. An item that does not fit the model is 400 `invalid_input`, alone of its batch; items
 * of unequal shapes run apart. With `maxBatchSize` 1 each request is a run of its own.
 *
 * @typeParam Request what `decodeRequest` gets: the body
 * @typeParam Input what it gives; `OnnxRecord` for several inputs
 * @typeParam Output what `encodeResponse` gets; `Record<string, TensorData>` for several outputs
 * @typeParam Response what it gives
 * @example
 * @LitEndpoint('/digits', { maxBatchSize: 16 })
 * export class DigitsApi extends OnnxEndpoint<PixelsDto, number[]> {
 *   readonly modelFile = 'models/digits.onnx';
 *   decodeRequest(@Body() body: PixelsDto) { return body.pixels; }
 *   encodeResponse(scores: Float32Array) { return { digit: argmax(scores) }; }
 * }
 */
export abstract class OnnxEndpoint<
  Request = unknown,
  Input extends OnnxInput = OnnxItem,
  Output = Float32Array,
  Response = unknown,
> extends LitApi<Request, Input, Output, Response> {
  /** The `.onnx` file, or what is in it, as `OnnxModel.load` takes it; a getter where it comes from injected config. */
  abstract readonly modelFile: OnnxModelSource;

  /** How it is loaded. Without `warmUp` it is warmed up where all its free axes are batches. */
  readonly modelOptions: OnnxModelOptions = {};

  #model: OnnxModel | undefined;

  /** The loaded model, from `setup` on. */
  protected get model(): OnnxModel {
    if (this.#model) return this.#model;
    throw new Error(`${this.constructor.name}: the model is loaded in setup, which has not run`);
  }

  override async setup(device: Device): Promise<void> {
    const sizes = endpointsOf(this.constructor).map(({ maxBatchSize = 1 }) => maxBatchSize);
    const options = { maxBatchSize: Math.max(1, ...sizes), ...this.modelOptions, warmUp: false };
    this.#model = await OnnxModel.load(this.modelFile, device, options);
  }

  override async warmup(): Promise<void> {
    const { warmUp = unknownAxes(this.model.inputs).length === 0 } = this.modelOptions;
    if (warmUp !== false) await this.model.warmUp(warmUp === true ? {} : warmUp);
  }

  /** Leaves the inputs as they are: they are put together once, in the type of the model. */
  override batch(inputs: Input[]): unknown {
    return inputs;
  }

  override async predict(
    input: Input | Input[],
    context: LitContext | LitContext[],
  ): Promise<Output | (Output | Error)[]> {
    if (Array.isArray(context)) return (await runItems(this.model, input as Input[])) as (Output | Error)[];
    const [result] = await runItems(this.model, [input as Input]);
    if (result instanceof Error) throw result;
    return result as Output;
  }

  override async teardown(): Promise<void> {
    await this.#model?.dispose();
  }
}
