import { Injectable, Module } from '@nestjs/common';
import { LitEndpoint, type Device } from 'nestjs-litserve';
import { OnnxModel } from 'nestjs-litserve/onnx';
import { fileOf, type ServedNetwork } from '../onnx/served-networks.js';

const POOL = 'network';

/** Micro-seconds of CPU since the worker started: inside `run`, and all. */
export interface WorkerCpu {
  readonly inside: number;
  readonly total: number;
}

/** One of the generated models, or a public one; `BENCH_NETWORK` names it. */
@Injectable()
class Network {
  #model: OnnxModel | undefined;
  #inside = 0;

  async load(device: Device): Promise<void> {
    this.#model = await OnnxModel.load(await fileOf(process.env['BENCH_NETWORK'] as ServedNetwork), device);
  }

  /** The bytes of an item as elements of the type the model takes. */
  elements(body: Uint8Array): Float32Array | Int32Array {
    const bytes = body.buffer.slice(body.byteOffset, body.byteOffset + body.byteLength);
    return this.#model?.inputs[0]?.type === 'int32' ? new Int32Array(bytes) : new Float32Array(bytes);
  }

  async run(batch: readonly (Float32Array | Int32Array)[]): Promise<Float32Array[]> {
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
export class NetworkApi {
  constructor(private readonly network: Network) {}

  setup(device: Device): Promise<void> {
    return this.network.load(device);
  }

  decodeRequest(body: Uint8Array): Float32Array | Int32Array {
    return this.network.elements(body);
  }

  predict(batch: (Float32Array | Int32Array)[]): Promise<Float32Array[]> {
    return this.network.run(batch);
  }

  encodeResponse(embedding: Float32Array): Uint8Array {
    return new Uint8Array(embedding.buffer, embedding.byteOffset, embedding.byteLength);
  }
}

/** Asks the same process what it has used. */
@LitEndpoint('/cpu', { pool: POOL })
export class NetworkCpuApi {
  constructor(private readonly network: Network) {}

  predict(): WorkerCpu {
    return this.network.cpu();
  }
}

function cpu(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

@Module({ providers: [Network, NetworkApi, NetworkCpuApi] })
export class NetworkModule {}
