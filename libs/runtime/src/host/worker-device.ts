import { Device, type DeviceSessionOptions } from '#endpoint';
import type { DeviceAssignment } from '#wire';

/** Execution providers of onnxruntime that take the number of a GPU; the others refuse options they do not know. */
const NUMBERED = new Set(['cuda', 'tensorrt', 'dml', 'rocm']);

/** The device a worker was assigned, as `setup` and every context see it. */
export class WorkerDevice extends Device {
  readonly type: string;
  readonly index: number;
  readonly uuid: string | undefined;
  readonly threads: number;

  /**
   * @param worker number of the worker in its pool
   * @param visibleIndex position of the GPU among those this process sees: 0 in a worker, whose environment shows it
   * only its own
   */
  constructor(
    assignment: DeviceAssignment,
    readonly worker: number,
    private readonly visibleIndex = 0,
  ) {
    super();
    this.type = assignment.type;
    this.index = assignment.index;
    this.uuid = assignment.uuid;
    this.threads = assignment.threads;
  }

  override sessionOptions(): DeviceSessionOptions {
    return {
      executionProviders: this.#executionProviders(),
      intraOpNumThreads: this.threads,
      interOpNumThreads: 1,
      // Threads that spin while they wait take the cores from the other workers.
      extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
    };
  }

  #executionProviders(): DeviceSessionOptions['executionProviders'] {
    if (this.type === 'cpu') return ['cpu'];
    const own = NUMBERED.has(this.type) ? { name: this.type, deviceId: this.visibleIndex } : this.type;
    return [own, 'cpu'];
  }
}
