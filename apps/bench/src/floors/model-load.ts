/** Floor: loading onnxruntime and the model of the quickstart, and nothing else. */
import { fileURLToPath } from 'node:url';
import { serveJobs } from '../measure/job-process.js';

const MODEL = new URL('../../../quickstart/tinylm/model_fp16w.onnx', import.meta.url);

/** @returns milliseconds; only the first job of a process means something */
serveJobs(async (): Promise<number> => {
  const began = performance.now();
  const { InferenceSession } = await import('onnxruntime-node');
  await InferenceSession.create(fileURLToPath(MODEL), { intraOpNumThreads: 1, interOpNumThreads: 1 });
  return performance.now() - began;
});
