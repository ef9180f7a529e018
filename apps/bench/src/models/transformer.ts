import { Injectable, Module } from '@nestjs/common';
import { LitEndpoint, type Device } from 'nestjs-litserve';
import { OnnxModel } from 'nestjs-litserve/onnx';
import { modelFile } from '../onnx/model-file.js';

const POOL = 'transformer';

/** Micro-seconds of CPU since the worker started: inside `run`, and all. */
export interface WorkerCpu {
  readonly inside: number;
  readonly total: number;
}

@Injectable()
class Transformer {
  #model: OnnxModel | undefined;
  #inside = 0;

  async load(device: Device): Promise<void> {
    this.#model = await OnnxModel.load(await modelFile('transformer'), device);
  }

  async run(batch: readonly Float32Array[]): Promise<Float32Array[]> {
    if (!this.#model) throw new Error('load the model first');
    const before = cpu();
    const results = await this.#model.run(batch);
    this.#inside += cpu() - before;
    return results;
  }

  cpu(): WorkerCpu {
    return { inside: this.#inside, total: cpu() };
  }
}

/** Sums in bytes, out of bytes: what is left is the model. */
@LitEndpoint('/predict', { maxBatchSize: 32, pool: POOL })
export class TransformerApi {
  constructor(private readonly transformer: Transformer) {}

  setup(device: Device): Promise<void> {
    return this.transformer.load(device);
  }

  decodeRequest(body: Uint8Array): Float32Array {
    return new Float32Array(body.buffer.slice(body.byteOffset, body.byteOffset + body.byteLength));
  }

  predict(batch: Float32Array[]): Promise<Float32Array[]> {
    return this.transformer.run(batch);
  }

  encodeResponse(embedding: Float32Array): Uint8Array {
    return new Uint8Array(embedding.buffer, embedding.byteOffset, embedding.byteLength);
  }
}

/** Asks the same process what it has used. */
@LitEndpoint('/cpu', { pool: POOL })
export class TransformerCpuApi {
  constructor(private readonly transformer: Transformer) {}

  predict(): WorkerCpu {
    return this.transformer.cpu();
  }
}

function cpu(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

@Module({ providers: [Transformer, TransformerApi, TransformerCpuApi] })
export class TransformerModule {}
