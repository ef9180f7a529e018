import type { WorkerId } from '#batching';

/** What happens to workers, as far as the sessions they keep are concerned. */
export interface WorkerSessions {
  /**
   * The worker is to be replaced, and takes nothing any more but items of its sessions. Resolves when these have ended, or
   * after the time in which an idle one would have.
   */
  retire(worker: WorkerId): Promise<void>;
  /**
   * The worker has gone, and what it kept with it: items of its sessions fail with `session_lost`, running or waiting.
   * A session that had none is told so with its next item. It asks for nothing any more until it is replaced.
   */
  lost(worker: WorkerId): void;
}
