/** Where a worker's model runs. Given to `setup`, and on every {@link LitContext}. */
export abstract class Device {
  /** `cpu`, `cuda`, `tensorrt`, `dml`, `coreml` or `webgpu`. */
  abstract readonly type: string;
  /**
   * Position among the devices of this type that the app may use; 0 for the CPU. A worker of an NVIDIA GPU sees only that
   * one, and there it has number 0 for CUDA.
   */
  abstract readonly index: number;
  /** Of an NVIDIA GPU (`GPU-…`) or a slice of one (`MIG-…`); `undefined` for all else. */
  abstract readonly uuid: string | undefined;
  /** Number of the worker in its pool. */
  abstract readonly worker: number;
  /** Compute threads this worker may use. */
  abstract readonly threads: number;

  /**
   * Options for an onnxruntime `InferenceSession` that fit this device: its execution provider, the thread budget, and
   * no spinning, which steals the cores of the other workers.
   *
   * @example await InferenceSession.create('model.onnx', device.sessionOptions())
   */
  abstract sessionOptions(): DeviceSessionOptions;
}

export interface DeviceSessionOptions {
  readonly executionProviders: (string | { readonly name: string; readonly deviceId: number })[];
  readonly intraOpNumThreads: number;
  readonly interOpNumThreads: number;
  readonly extra: { readonly session: Readonly<Record<string, string | Readonly<Record<string, string>>>> };
}
