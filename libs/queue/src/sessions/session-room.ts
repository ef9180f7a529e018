import { LitServeException } from '#common';
import type { Ticket, WorkerId } from '#batching';
import type { Item } from '../item.js';
import { Lane } from '../lane.js';
import { RankHistogram } from '../rank-histogram.js';
import type { LeaseItems, WaitingRoom } from '../waiting-room.js';
import type { Batch, Pull } from '../work-queue.js';
import type { ResolvedWorkQueueOptions } from '../work-queue.options.js';
import { SessionRegister } from './session-register.js';
import type { SessionOptions } from './session.options.js';
import type { Session } from './session.js';
import { WorkerLane } from './worker-lane.js';
import type { WorkerSessions } from './worker-sessions.js';

export type SessionRoomOptions<Payload> = Pick<
  ResolvedWorkQueueOptions<Payload>,
  'clock' | 'defer' | 'afterPoll' | 'strategy' | 'onStrategyError'
> & { readonly sessions: SessionOptions<Payload> };

/**
 * A room in which items have a session, or none. The first item of a session goes to the worker that has been free for
 * longest, and the others follow it there: each worker has a lane of its own beside the one that all share, and its slots
 * ask in both. Of one session one item at a time is in a lane or with a slot.
 */
export class SessionRoom<Payload, Result> implements WaitingRoom<Payload, Result>, WorkerSessions {
  readonly #register: SessionRegister<Payload, Result>;
  /** Of the items that have one, until they have ended. */
  readonly #sessionOf = new Map<Item<Payload, Result>, Session<Payload, Result>>();
  readonly #shared: Lane<Payload, Result>;
  readonly #workers = new Map<WorkerId, WorkerLane<Payload, Result>>();
  /** Those that wait for another of their session. */
  readonly #held = new RankHistogram();
  #heldCount = 0;

  constructor(
    private readonly options: SessionRoomOptions<Payload>,
    private readonly owns: (ticket: Ticket) => ticket is Item<Payload, Result>,
    private readonly lease: LeaseItems<Payload, Result>,
    private readonly fail: (item: Item<Payload, Result>, error: Error) => void,
  ) {
    const { sessions, clock, afterPoll } = options;
    this.#register = new SessionRegister(sessions, clock, afterPoll, (session) => this.#ended(session));
    this.#shared = this.#newLane();
  }

  get size(): number {
    return this.#lanes.reduce((sum, lane) => sum + lane.size, this.#heldCount);
  }

  /** One that may take what belongs to no worker yet. */
  get hasFreeSlot(): boolean {
    return this.#shared.hasFreeSlot;
  }

  costBefore(rank: number): number {
    return this.#lanes.reduce((sum, lane) => sum + lane.costBefore(rank), this.#held.costBefore(rank));
  }

  /** Why an item cannot come in for the sake of its session. That a session is lost is said once. */
  refusal(payload: Payload): Error | undefined {
    return this.#register.refusal(payload);
  }

  /** Whether the item belongs to a session, and so never runs twice. */
  has(item: Item<Payload, Result>): boolean {
    return this.#sessionOf.has(item);
  }

  head(worker?: WorkerId): Ticket | undefined {
    const own = worker === undefined ? undefined : this.#workers.get(worker)?.lane;
    const lanes = worker === undefined ? this.#lanes : [this.#shared, ...(own ? [own] : [])];
    const heads = lanes.map((lane) => lane.head());
    return heads.reduce((first, one) => (!first || (one && one.rank < first.rank) ? one : first), undefined);
  }

  onArrival(then: () => void): () => void {
    return this.#shared.onArrival(then);
  }

  all(): readonly Item<Payload, Result>[] {
    // Behind the heads, whose end would let the next ones into a lane.
    const held = [...this.#sessionOf.keys()].filter((item) => this.#sessionOf.get(item)?.held.has(item));
    return [...held, ...this.#lanes.flatMap((lane) => lane.all())];
  }

  add(item: Item<Payload, Result>): void {
    const known = this.#sessionOf.get(item);
    const session = known ?? (item.work && this.#register.open(item.work.payload));
    if (!session) return this.#shared.add(item);
    this.#sessionOf.set(item, session);
    session.head ??= item;
    if (session.head === item) return this.#laneOf(session).add(item);
    session.held.add(item);
    this.#held.add(item.rank, item.cost);
    this.#heldCount++;
  }

  addAlone(items: readonly Item<Payload, Result>[]): void {
    this.#shared.addAlone(items);
  }

  remove(item: Item<Payload, Result>): void {
    const session = this.#sessionOf.get(item);
    if (!session) return this.#shared.remove(item);
    if (session.head !== item) return this.#forgetHeld(session, item);
    // Its place is not free before the slot is done with it.
    if (session.isLeased) return;
    this.#laneOf(session).remove(item);
    this.#goOn(session, item);
  }

  /** A slot is done with the item. */
  released(item: Item<Payload, Result>): void {
    const session = this.#sessionOf.get(item);
    if (!session) return;
    session.isLeased = false;
    if (item.work === undefined) this.#goOn(session, item);
  }

  ask(demand: Pull, answer: (batch: Batch<Payload, Result> | undefined) => void): void {
    this.#of(demand.worker).ask(demand, answer);
  }

  retire(worker: WorkerId): Promise<void> {
    const { sessions, clock } = this.options;
    return this.#of(worker).retire(sessions.idleMs, clock);
  }

  lost(worker: WorkerId): void {
    const own = this.#workers.get(worker);
    if (!own) return;
    this.#workers.delete(worker);
    own.close();
    // All of them have left before anybody is told, who may come back with the next item at once.
    const items = [...own.sessions].flatMap((session) => this.#lose(session, own.lane));
    for (const item of items) this.fail(item, new LitServeException('session_lost'));
  }

  get #lanes(): readonly Lane<Payload, Result>[] {
    return [this.#shared, ...[...this.#workers.values()].map(({ lane }) => lane)];
  }

  #of(worker: WorkerId): WorkerLane<Payload, Result> {
    let own = this.#workers.get(worker);
    if (!own) this.#workers.set(worker, (own = new WorkerLane(this.#newLane(), this.#shared)));
    return own;
  }

  #newLane(): Lane<Payload, Result> {
    return new Lane(this.options, this.owns, (items, alone, worker) => {
      for (const item of items) this.#leased(item, worker);
      return this.lease(items, alone, worker);
    });
  }

  #laneOf({ worker }: Session<Payload, Result>): Lane<Payload, Result> {
    const own = worker === undefined ? undefined : this.#workers.get(worker);
    return own?.lane ?? this.#shared;
  }

  #leased(item: Item<Payload, Result>, worker: WorkerId): void {
    const session = this.#sessionOf.get(item);
    if (!session) return;
    session.isLeased = true;
    if (session.worker !== undefined) return;
    session.worker = worker;
    this.#workers.get(worker)?.keep(session);
  }

  /** The head has ended and no slot has it: it is the turn of the next. */
  #goOn(session: Session<Payload, Result>, ended: Item<Payload, Result>): void {
    this.#sessionOf.delete(ended);
    const [next] = session.held;
    session.head = next;
    if (next) {
      this.#unhold(session, next);
      this.#laneOf(session).add(next);
    } else if (session.worker === undefined) this.#register.forget(session);
    else this.#register.rest(session);
  }

  #forgetHeld(session: Session<Payload, Result>, item: Item<Payload, Result>): void {
    this.#unhold(session, item);
    this.#sessionOf.delete(item);
  }

  #unhold(session: Session<Payload, Result>, item: Item<Payload, Result>): void {
    if (!session.held.delete(item)) return;
    this.#held.remove(item.rank, item.cost);
    this.#heldCount--;
  }

  #ended(session: Session<Payload, Result>): void {
    if (session.worker !== undefined) this.#workers.get(session.worker)?.drop(session);
  }

  /** @returns the items that are to be told; when there are none, the next one is */
  #lose(session: Session<Payload, Result>, lane: Lane<Payload, Result>): Item<Payload, Result>[] {
    const { head, held } = session;
    if (head && !session.isLeased) lane.remove(head);
    const items = [...(head ? [head] : []), ...held];
    for (const item of items) this.#forgetHeld(session, item);
    const waiting = items.filter((item) => item.work !== undefined);
    if (waiting.length > 0) this.#register.forget(session);
    else this.#register.bury(session);
    return waiting;
  }
}
