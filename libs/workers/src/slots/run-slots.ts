import type { Clock } from '../clock.js';
import type { PoolEndpoint } from '../pool-endpoint.js';
import { toError } from '../to-error.js';
import { Places } from './places.js';
import { Slot, type SlotWorker } from './slot.js';

export interface RunningSlots {
  /** They pull nothing more; what runs goes on. */
  stop(): void;
  /** Resolves when all have stopped and finished. */
  readonly done: Promise<unknown>;
}

/** Starts the slots of a worker that is ready: one per endpoint and place in its `concurrency`. */
export function runSlots<Payload>(
  worker: SlotWorker<Payload>,
  endpoints: readonly PoolEndpoint<Payload>[],
  clock: Clock,
  /** A queue threw instead of giving work; its slot has ended. */
  onError: (error: Error) => void,
): RunningSlots {
  const places = new Places(Math.max(...endpoints.map(({ assignment }) => assignment.concurrency)), clock);
  const slots = endpoints.flatMap((endpoint, position) => {
    const others = endpoints.filter((other) => other !== endpoint).map((other) => other.queue);
    return Array.from(
      { length: endpoint.assignment.concurrency },
      () => new Slot({ worker, endpoint, position, places, others }),
    );
  });
  const loops = slots.map((slot) => slot.run().catch((error: unknown) => onError(toError(error))));
  return { stop: () => places.close(), done: Promise.all(loops) };
}
