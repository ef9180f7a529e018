/** Shares of a GPU that NVIDIA's Multi-Process Service keeps, for pools that put several workers on one. */
export interface GpuShare {
  /** Device memory a worker may pin. */
  readonly gpuMemoryLimitBytes?: number | undefined;
  /** Of the GPU's multiprocessors, 1 to 100. */
  readonly gpuThreadPercent?: number | undefined;
}

const MIB = 1024 * 1024;

/**
 * The variables by which a client of MPS is limited. Without its daemon they do nothing, and nothing else limits memory
 * here: onnxruntime's Node binding reads no such option.
 *
 * @see https://docs.nvidia.com/deploy/mps/
 */
export function mpsEnv({
  gpuMemoryLimitBytes,
  gpuThreadPercent,
}: GpuShare): Readonly<Record<string, string>> {
  return {
    // A worker sees one GPU, and that has number 0.
    ...(gpuMemoryLimitBytes !== undefined && {
      CUDA_MPS_PINNED_DEVICE_MEM_LIMIT: `0=${Math.max(1, Math.floor(gpuMemoryLimitBytes / MIB))}M`,
    }),
    ...(gpuThreadPercent !== undefined && { CUDA_MPS_ACTIVE_THREAD_PERCENTAGE: String(gpuThreadPercent) }),
  };
}

/** Where the daemon of MPS listens. */
export const mpsControlPipe = (env: NodeJS.ProcessEnv): string =>
  `${env['CUDA_MPS_PIPE_DIRECTORY'] ?? '/tmp/nvidia-mps'}/control`;
