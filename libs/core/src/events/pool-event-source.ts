import type { BatchRun, PoolObserver, WorkerChange } from '#workers';
import type { EventStream } from './event-stream.js';
import type { LitServeEvent } from './events.js';

/** Makes events of what one pool does. */
export class PoolEventSource implements PoolObserver {
  constructor(
    private readonly pool: string,
    private readonly events: EventStream<LitServeEvent>,
  ) {}

  get isObserved(): boolean {
    return this.events.isObserved;
  }

  ran(run: BatchRun): void {
    this.events.emit({ type: 'batch', pool: this.pool, ...run });
  }

  changed(change: WorkerChange): void {
    if (this.events.isObserved) this.events.emit({ type: 'worker', pool: this.pool, ...change });
  }
}
