import type { Device } from 'nestjs-litserve';
import { OnnxModel, Tensor } from 'nestjs-litserve/onnx';
import { join } from 'node:path';
import type { ModelFiles } from '../../../models/find-model.js';

export const SILERO_VAD: ModelFiles = {
  name: 'silero-vad',
  files: ['model.onnx'],
  source: 'https://github.com/snakers4/silero-vad: src/silero_vad/data/silero_vad.onnx, as model.onnx',
};

/** Samples a second, as texts of a query. */
export type Rate = '8000' | '16000';

/** A stream as the model needs it. */
interface Listening {
  readonly isReady: boolean;
  next(): { readonly state: Float32Array; readonly window: Float32Array };
  hear(probability: number, state: Float32Array): void;
}

/** Silero's voice detector: the probability of speech in each window of a stream, which it remembers. */
export class SileroVad {
  /** In samples, by rate. */
  static readonly SIZES = {
    8000: { window: 256, context: 32 },
    16000: { window: 512, context: 64 },
  } as const;
  /** Numbers it remembers of a stream: two layers of 128. */
  static readonly STATE = 256;
  static readonly #LAYER = 128;

  private constructor(private readonly model: OnnxModel) {}

  /** @param folder of the files in {@link SILERO_VAD} */
  static async load(folder: string, device: Device): Promise<SileroVad> {
    return new SileroVad(await OnnxModel.load(join(folder, 'model.onnx'), device));
  }

  /** Lets each stream hear all it has; in every run, those that have a window more. All of one rate. */
  async listen(streams: readonly Listening[], rate: Rate): Promise<void> {
    for (let ready = streams.filter(isReady); ready.length > 0; ready = ready.filter(isReady)) {
      await this.#hear(ready, rate);
    }
  }

  async #hear(streams: readonly Listening[], rate: Rate): Promise<void> {
    const rows = streams.map((stream) => stream.next());
    const { output, stateN } = await this.model.runTensors({
      input: new Tensor('float32', joined(rows.map(({ window }) => window)), [
        rows.length,
        this.#width(rate),
      ]),
      state: new Tensor('float32', layered(rows.map(({ state }) => state)), [
        2,
        rows.length,
        SileroVad.#LAYER,
      ]),
      sr: new Tensor('int64', BigInt64Array.of(BigInt(rate)), []),
    });
    const [probabilities, states] = [output?.data, stateN?.data];
    if (!(probabilities instanceof Float32Array) || !(states instanceof Float32Array))
      throw new TypeError('silero-vad: the model gives no float32 "output" and "stateN"');
    for (const [row, stream] of streams.entries()) {
      stream.hear(probabilities[row] ?? 0, stateOf(states, row, rows.length));
    }
  }

  #width(rate: Rate): number {
    const { window, context } = SileroVad.SIZES[rate];
    return window + context;
  }

  dispose(): Promise<void> {
    return this.model.dispose();
  }
}

const isReady = (stream: Listening): boolean => stream.isReady;

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The model wants all first layers, then all second ones. */
function layered(states: readonly Float32Array[]): Float32Array {
  const half = SileroVad.STATE / 2;
  return joined([
    ...states.map((state) => state.subarray(0, half)),
    ...states.map((state) => state.subarray(half)),
  ]);
}

function stateOf(states: Float32Array, row: number, rows: number): Float32Array {
  const half = SileroVad.STATE / 2;
  const layer = (index: number): Float32Array => {
    const start = (index * rows + row) * half;
    return states.subarray(start, start + half);
  };
  return joined([layer(0), layer(1)]);
}
