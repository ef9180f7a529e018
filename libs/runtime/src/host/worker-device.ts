import { Device, type DeviceSessionOptions } from '#endpoint';
import type { DeviceAssignment } from '#wire';

/** Execution providers that see the GPUs an environment variable shows them, numbered from 0. */
const NARROWED = new Set(['cuda', 'tensorrt']);

/** The device a worker was assigned, as `setup` and every context see it. */
export class WorkerDevice extends Device {
  readonly type: string;
  readonly index: number;
  readonly uuid: string | undefined;
  readonly threads: number;
  readonly #cpus: readonly number[] | undefined;

  /**
   * @param worker number of the worker in its pool
   * @param visibleIndex position of an NVIDIA GPU among those this process sees: 0 in a worker, whose environment shows
   * it only its own
   */
  constructor(
    assignment: DeviceAssignment,
    readonly worker: number,
    private readonly visibleIndex = 0,
  ) {
    super();
    this.#cpus = assignment.cpus;
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
      extra: {
        session: {
          // Threads that spin while they wait take the cores from the other workers.
          intra_op: { allow_spinning: '0' },
          inter_op: { allow_spinning: '0' },
          ...this.#affinity(),
        },
      },
    };
  }

  /** What Node's binding reads: it takes the number of the device, and refuses or ignores whatever else is said. */
  #executionProviders(): DeviceSessionOptions['executionProviders'] {
    if (this.type === 'cpu') return ['cpu'];
    if (NARROWED.has(this.type)) return [{ name: this.type, deviceId: this.visibleIndex }, 'cpu'];
    return [this.type === 'dml' ? { name: this.type, deviceId: this.index } : this.type, 'cpu'];
  }

  /**
   * A set of CPUs, counted from 1, for each thread of the team but the first: that is the one which calls, and Node has no
   * way to bind it.
   *
   * @see https://onnxruntime.ai/docs/performance/tune-performance/threading.html#set-intra-op-thread-affinity
   */
  #affinity(): { readonly intra_op_thread_affinities?: string } {
    if (!this.#cpus || this.threads < 2) return {};
    const set = this.#cpus.map((cpu) => cpu + 1).join(',');
    return { intra_op_thread_affinities: Array.from({ length: this.threads - 1 }, () => set).join(';') };
  }
}
