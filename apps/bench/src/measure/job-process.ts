import { fork } from 'node:child_process';
import { once } from 'node:events';

/** A process of the bench that does jobs, one at a time: it loads a server, or runs a bare loop. */
export interface JobProcess<Job, Result> {
  readonly pid: number;
  /** Rejects with what the job threw. */
  run(job: Job): Promise<Result>;
  stop(): Promise<void>;
}

type Answer<Result> = { readonly result: Result } | { readonly error: string };

/** Starts a built file that calls `serveJobs`. */
export async function startJobProcess<Job, Result>(file: URL): Promise<JobProcess<Job, Result>> {
  const child = fork(file, { serialization: 'advanced', execArgv: [] });
  await once(child, 'spawn');
  const exited = once(child, 'exit').then(([code]) => ({ error: `ended with ${code}` }));
  return {
    pid: child.pid ?? 0,
    run: async (job) => {
      child.send({ job });
      const answered = once(child, 'message').then(([message]) => message as Answer<Result>);
      const answer = await Promise.race([answered, exited]);
      if ('error' in answer) throw new Error(answer.error);
      return answer.result;
    },
    stop: async () => {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}

/** The other side: does each job that comes, and ends with the channel. */
export function serveJobs(run: (job: never) => Promise<unknown>): void {
  const answer = async (job: never): Promise<Answer<unknown>> => {
    try {
      return { result: await run(job) };
    } catch (error) {
      return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
  };
  process.on('message', ({ job }: { job: never }) => {
    void answer(job).then((message) => process.send?.(message));
  });
  process.once('disconnect', () => process.exit());
}
