/** Floor: onnxruntime in a bare loop on one thread, with batches that are ready. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { serveJobs } from '../measure/job-process.js';
import { modelFile } from '../onnx/model-file.js';
import { NETWORKS, type NetworkName } from '../onnx/networks.js';

export interface OnnxLoopJob {
  readonly network: NetworkName;
  readonly batch: number;
  readonly forMs: number;
}

const NO_SPINNING = { session: { intra_op: { allow_spinning: '0' } } };
const sessions = new Map<NetworkName, Promise<InferenceSession>>();

function sessionOf(network: NetworkName): Promise<InferenceSession> {
  const session =
    sessions.get(network) ?? modelFile(network).then((path) => InferenceSession.create(path, OPTIONS));
  sessions.set(network, session);
  return session;
}

const OPTIONS = { intraOpNumThreads: 1, interOpNumThreads: 1, extra: NO_SPINNING };

/** @returns items per second */
serveJobs(async ({ network, batch, forMs }: OnnxLoopJob): Promise<number> => {
  const session = await sessionOf(network);
  const shape = [batch, ...NETWORKS[network].itemShape];
  const length = shape.reduce((size, axis) => size * axis, 1);
  const x = new Tensor('float32', Float32Array.from({ length }, Math.sin), shape);
  const began = performance.now();
  let batches = 0;
  do {
    await session.run({ x });
    batches += 1;
  } while (performance.now() - began < forMs);
  return (batches * batch * 1000) / (performance.now() - began);
});
