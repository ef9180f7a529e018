/** Floor: onnxruntime in a bare loop on one thread, with batches that are ready. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { serveJobs } from '../measure/job-process.js';
import { fileOf, itemsOf, type ServedNetwork } from '../onnx/served-networks.js';

export interface OnnxLoopJob {
  readonly network: ServedNetwork;
  readonly batch: number;
  readonly forMs: number;
}

const NO_SPINNING = { session: { intra_op: { allow_spinning: '0' } } };
const sessions = new Map<ServedNetwork, Promise<InferenceSession>>();

function sessionOf(network: ServedNetwork): Promise<InferenceSession> {
  const session =
    sessions.get(network) ?? fileOf(network).then((path) => InferenceSession.create(path, OPTIONS));
  sessions.set(network, session);
  return session;
}

const OPTIONS = { intraOpNumThreads: 1, interOpNumThreads: 1, extra: NO_SPINNING };

/** @returns items per second */
serveJobs(async ({ network, batch, forMs }: OnnxLoopJob): Promise<number> => {
  const session = await sessionOf(network);
  const { type, data, dims } = itemsOf(network, batch);
  const feeds = { [session.inputNames[0] ?? 'x']: new Tensor(type, data, dims) };
  const began = performance.now();
  let batches = 0;
  do {
    await session.run(feeds);
    batches += 1;
  } while (performance.now() - began < forMs);
  return (batches * batch * 1000) / (performance.now() - began);
});
