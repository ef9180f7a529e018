import type { Clock } from '../clock.js';
import type { PoolEndpoint } from '../pool-endpoint.js';
import { toError } from '../to-error.js';
import { Company } from './company.js';
import { Places } from './places.js';
import { Slot, type SlotWorker } from './slot.js';

export interface RunningSlots {
  /** They pull nothing more; what runs goes on. */
  stop(): void;
  /**
   * The same, except that they pull while a run of theirs waits for a call: in a pool of one, what it waits for has no
   * other worker. They stop when nothing runs.
   */
  retire(): void;
  /** Resolves when all have stopped and finished. */
  readonly done: Promise<unknown>;
}

/**
 * Starts the slots of a worker that is ready: one per endpoint and place in its `concurrency`. Streams have places of
 * their own: they are long and let others run between two chunks, so they need not keep the other endpoints out.
 */
export function runSlots<Payload>(
  worker: SlotWorker<Payload>,
  endpoints: readonly PoolEndpoint<Payload>[],
  clock: Clock,
  /** A queue threw instead of giving work; its slot has ended. */
  onError: (error: Error) => void,
): RunningSlots {
  let isRetiring = false;
  const onChange = (): void => {
    if (isRetiring) retireFurther([unary, streams]);
  };
  const unary = placesFor(endpoints, false, clock, onChange);
  const streams = placesFor(endpoints, true, clock, onChange);
  const company = new Company();
  const slots = endpoints.flatMap((endpoint, position) => {
    const { stream, concurrency } = endpoint.assignment;
    const places = stream ? streams : unary;
    const sharing = endpoints.filter((other) => other !== endpoint && other.assignment.stream === stream);
    const others = sharing.map((other) => other.queue);
    return Array.from(
      { length: concurrency },
      () => new Slot({ worker, endpoint, position, places, company, others }),
    );
  });
  const loops = slots.map((slot) => slot.run().catch((error: unknown) => onError(toError(error))));
  return {
    stop: () => {
      unary.close();
      streams.close();
    },
    retire: () => {
      isRetiring = true;
      onChange();
    },
    done: Promise.all(loops),
  };
}

/** A unary run may wait for a stream, and the other way round, so all places of the worker open and close together. */
function retireFurther(all: readonly Places[]): void {
  const isWaitedFor = all.some(({ lent }) => lent > 0);
  const isOver = all.every(({ isIdle }) => isIdle);
  for (const places of all) {
    if (isOver) places.close();
    else if (isWaitedFor) places.resume();
    else places.pause();
  }
}

/** As many as the widest of the endpoints that share them; each keeps within its own `concurrency`. */
function placesFor<Payload>(
  endpoints: readonly PoolEndpoint<Payload>[],
  stream: boolean,
  clock: Clock,
  onChange: () => void,
): Places {
  const sharing = endpoints.filter(({ assignment }) => assignment.stream === stream);
  const places = Math.max(0, ...sharing.map(({ assignment }) => assignment.concurrency));
  return new Places(places, clock, onChange);
}
