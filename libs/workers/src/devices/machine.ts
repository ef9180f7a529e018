import type { Accelerator } from '#common';

/** An NVIDIA GPU, or a slice of one (MIG), that CUDA could use. */
export interface NvidiaDevice {
  /** Number of its GPU as `nvidia-smi` shows it. */
  readonly gpu: number;
  /** `GPU-…` or `MIG-…`. */
  readonly uuid: string;
  readonly name: string;
  /** Unknown for slices, and without `nvidia-smi`. */
  readonly memoryMiB?: number | undefined;
}

/**
 * Whether sessions on an accelerator can be made: tried, known to fail, or `unknown` because onnxruntime-node is not
 * installed and whatever the app uses instead is to say.
 */
export type ProviderState =
  | { readonly state: 'usable' | 'unknown' }
  | { readonly state: 'missing'; readonly why: string; readonly cure: string };

export interface CpuBudget {
  /** CPUs the process may run on; their numbers are known on Linux and Windows. */
  readonly count: number;
  readonly numbers?: readonly number[] | undefined;
  /** CPU time the control group allows, in CPUs; may be a fraction. */
  readonly quota?: number | undefined;
}

/** What was found on this machine, as far as somebody wanted to know. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly cpus: CpuBudget;
  /** GPUs by `nvidia-smi`'s number, the slices of one in its place. Empty when nobody asked. */
  readonly nvidia: readonly NvidiaDevice[];
  /** `CUDA_VISIBLE_DEVICES`. */
  readonly visible?: string | undefined;
  /** Accelerators that were looked at. */
  readonly providers: Readonly<Partial<Record<Accelerator, ProviderState>>>;
}

/** CPUs there is time for: those the process may run on, less what its control group takes away. */
export const effectiveCpus = ({ count, quota }: CpuBudget): number => Math.min(count, quota ?? count);
