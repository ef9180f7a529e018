import type { Device } from 'nestjs-litserve';
import { OnnxModel, Tensor } from 'nestjs-litserve/onnx';

interface Segment {
  start: number;
  end: number;
}

const device = {
  type: 'cpu',
  sessionOptions: () => ({ executionProviders: ['cpu'], intraOpNumThreads: 1, interOpNumThreads: 1 }),
} as Partial<Device> as Device;

/**
 * The segments of speech of a whole recording, from beginning to end and alone: silero-vad as it is described by its
 * authors (`get_speech_timestamps`), to hold live streams against.
 *
 * @param pcm 16 bits a sample
 */
export async function wholeSegments(model: string, pcm: Buffer, rate: 8000 | 16000): Promise<Segment[]> {
  const samples = Float32Array.from({ length: pcm.length / 2 }, (_, at) => pcm.readInt16LE(at * 2) / 32_768);
  return segmentsOf(await probabilitiesOf(model, samples, rate), samples.length, rate);
}

async function probabilitiesOf(path: string, samples: Float32Array, rate: number): Promise<number[]> {
  const [window, context] = rate === 16_000 ? [512, 64] : [256, 32];
  const model = await OnnxModel.load(path, device);
  const probabilities: number[] = [];
  let state = new Tensor('float32', new Float32Array(256), [2, 1, 128]);
  for (let at = 0; at < samples.length; at += window) {
    const heard = new Float32Array(context + window);
    const from = Math.max(0, at - context);
    heard.set(samples.subarray(from, at + window), from - at + context);
    const { output, stateN } = await model.runTensors({
      input: new Tensor('float32', heard, [1, heard.length]),
      state,
      sr: new Tensor('int64', BigInt64Array.of(BigInt(rate)), []),
    });
    if (!output || !stateN) throw new Error('the model has no output and stateN');
    probabilities.push(Number(output.data[0]));
    state = new Tensor('float32', Float32Array.from(stateN.data as Float32Array), [2, 1, 128]);
  }
  await model.dispose();
  return probabilities;
}

function segmentsOf(probabilities: readonly number[], samples: number, rate: number): Segment[] {
  const window = rate === 16_000 ? 512 : 256;
  const segments: Segment[] = [];
  let start: number | undefined;
  let pause = 0;
  for (const [index, probability] of probabilities.entries()) {
    const at = index * window;
    if (probability >= 0.5) {
      pause = 0;
      start ??= at;
    } else if (probability < 0.35 && start !== undefined) {
      pause ||= at;
      if (at - pause < rate * 0.1) continue;
      if (pause - start > rate * 0.25) segments.push({ start, end: pause });
      start = undefined;
      pause = 0;
    }
  }
  if (start !== undefined && samples - start > rate * 0.25) segments.push({ start, end: samples });
  const padding = rate * 0.03;
  return segments.map(({ start: from, end }) => ({
    start: Math.max(0, from - padding),
    end: Math.min(samples, end + padding),
  }));
}
