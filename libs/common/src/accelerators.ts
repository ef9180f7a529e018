/** What a model can run on: the execution providers of onnxruntime-node that are prebuilt for some platform. */
export const ACCELERATORS = ['cpu', 'cuda', 'tensorrt', 'dml', 'coreml', 'webgpu'] as const;

export type Accelerator = (typeof ACCELERATORS)[number];
