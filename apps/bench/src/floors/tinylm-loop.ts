/** Floor: the model of the quickstart in a bare loop on one thread, with batches that are ready. */
import { TinyLm } from '../../../quickstart/src/tinylm/tiny-lm.js';
import { serveJobs } from '../measure/job-process.js';

export interface TinyLmJob {
  readonly text: string;
  readonly batch: number;
  readonly forMs: number;
}

const NO_SPINNING = { session: { intra_op: { allow_spinning: '0' } } };
const THREADS = { intraOpNumThreads: 1, interOpNumThreads: 1, extra: NO_SPINNING };
const CPU = { type: 'cpu', index: 0, uuid: undefined, worker: 0, threads: 1 };
const device = { ...CPU, sessionOptions: () => ({ executionProviders: ['cpu'], ...THREADS }) };

const lm = new TinyLm();

/** @returns how many answers were made */
serveJobs(async ({ text, batch, forMs }: TinyLmJob): Promise<number> => {
  await lm.load(device);
  const began = performance.now();
  let answers = 0;
  do {
    answers += (await lm.answer(Array.from({ length: batch }, () => lm.encode(text)))).length;
  } while (performance.now() - began < forMs);
  return answers;
});
