import type { Accelerator } from '#common';

/** Where onnxruntime-node has an accelerator, and the libraries it then has beside its binding. */
interface Availability {
  readonly platforms: readonly string[];
  readonly libraries: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>>;
}

/** Of onnxruntime-node 1.22 to 1.30: what its packages hold, and what its install script adds. */
const AVAILABLE: Readonly<Record<Exclude<Accelerator, 'cpu'>, Availability>> = {
  cuda: {
    platforms: ['linux-x64'],
    libraries: { linux: ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'] },
  },
  tensorrt: {
    platforms: ['linux-x64'],
    libraries: { linux: ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_tensorrt.so'] },
  },
  dml: { platforms: ['win32-x64', 'win32-arm64'], libraries: { win32: ['DirectML.dll'] } },
  coreml: { platforms: ['darwin-arm64'], libraries: {} },
  webgpu: {
    platforms: ['linux-x64', 'win32-x64', 'win32-arm64', 'darwin-arm64'],
    libraries: { win32: ['dxcompiler.dll', 'dxil.dll'] },
  },
};

/** Where onnxruntime-node can have it, as `platform-arch`; the CPU is everywhere. */
export const platformsOf = (type: Accelerator): readonly string[] | undefined =>
  type === 'cpu' ? undefined : AVAILABLE[type].platforms;

/** Names of the files it needs beside the binding of onnxruntime-node. */
export const librariesOf = (type: Accelerator, platform: NodeJS.Platform): readonly string[] =>
  type === 'cpu' ? [] : (AVAILABLE[type].libraries[platform] ?? []);

/** What `'gpu'` means here. */
export function platformGpu(platform: NodeJS.Platform): Accelerator {
  if (platform === 'darwin') return 'coreml';
  return platform === 'win32' ? 'dml' : 'cuda';
}

/** Whether it runs on GPUs of NVIDIA, which have numbers, uuids and an environment variable to hide them. */
export const isNvidia = (type: string): boolean => type === 'cuda' || type === 'tensorrt';
