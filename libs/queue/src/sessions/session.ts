import type { WorkerId } from '#batching';
import type { Deadlined } from '../deadlines.js';
import type { Item } from '../item.js';

/** The items of one key. The one at its head waits or is with a slot; the others are held until it is over. */
export class Session<Payload, Result> implements Deadlined {
  /** When an idle one ends; it is only watched while it is idle. */
  dueAt = Infinity;
  deadlinePosition = -1;
  /** Who keeps it; `undefined` until a worker has taken its first item. */
  worker: WorkerId | undefined;
  /** Its worker has gone and nobody has been told. */
  isLost = false;
  head: Item<Payload, Result> | undefined;
  /** Whether a slot has the head. */
  isLeased = false;
  /** In the order of arrival. */
  readonly held = new Set<Item<Payload, Result>>();

  constructor(
    readonly id: number,
    readonly key: string,
  ) {}
}
