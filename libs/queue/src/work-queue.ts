import type { RevocationSignal } from './revocation.js';
import type { Demand, Ticket, WorkerId } from '#batching';
import type { WorkerSessions } from './sessions/worker-sessions.js';

export type Priority = 'high' | 'normal' | 'low';

/**
 * Where what becomes of an item goes: chunks first, if it is a stream, then exactly one of `done` and `fail`, once.
 */
export interface Sink<Result> {
  /** A part of a stream, in order. Credit for it is given back with {@link WorkQueue.credit}. */
  chunk?(chunk: Result): void;
  /** @param result `undefined` at the end of a stream */
  done(result: Result | undefined): void;
  fail(error: Error): void;
}

/** What decides whether somebody is let in. */
export interface Newcomer {
  /** From the caller's arrival to the answer, in ms; 0 = no deadline. */
  readonly timeoutMs: number;
  /** How much of `timeoutMs` had passed before the submit, for instance while a body was read. @default 0 */
  readonly elapsedMs?: number | undefined;
  readonly priority: Priority;
  /** The place in the order, inherited from the item on whose behalf this one is. @default by arrival and `priority` */
  readonly rank?: number | undefined;
  /** Whether something that was let in waits for it, so that a queue that drains takes it. @default false */
  readonly isOwed?: boolean | undefined;
}

/** What a caller hands in. */
export interface Work<Payload, Result> extends Newcomer {
  readonly payload: Payload;
  /**
   * For a stream: its deadline is that of its first chunk; from then on it fails with `stream_idle` when there has been
   * neither a chunk nor a credit for so long, in ms; 0 = never. Absent for an item that is no stream.
   */
  readonly streamIdleMs?: number | undefined;
  readonly sink: Sink<Result>;
}

/** One item a slot has pulled. Settling it twice, or after its caller has gone, does nothing but count. */
export interface Lease<Payload, Result> {
  readonly id: number;
  readonly ticket: Ticket;
  readonly payload: Payload;
  /** Milliseconds left until the deadline; `Infinity` without one, and once a stream has met its own with a chunk. */
  remainingMs(): number;
  /**
   * Called once if the caller goes or the deadline passes while the item is leased, or when it is set if that has
   * happened already. The slot stays taken.
   */
  onCancel: (() => void) | undefined;
  /** Called with the bytes a client has taken of the chunks handed over. */
  onCredit: ((bytes: number) => void) | undefined;
  /** Hands over a part of a stream. An item that has had one is never run again. */
  chunk(chunk: Result): void;
  /** @param result `undefined` at the end of a stream */
  done(result: Result | undefined): void;
  /** This item failed, and only this one. */
  fail(error: Error): void;
}

/** How a worker died, as far as blame is concerned: a SIGKILL may be an operator's or the OOM killer's. */
export type CrashKind = 'self' | 'killed';

/** The items of one cut, pulled together. */
export interface Batch<Payload, Result> {
  readonly leases: readonly Lease<Payload, Result>[];
  /** A worker has died while its items ran: it wants a worker to itself, so that only the guilty one is blamed. */
  readonly isSuspect: boolean;
  /** The worker has begun to run it: from here a crash counts as an attempt of its items. */
  started(): void;
  /**
   * The worker died: what is unsettled is retried (in halves, until an item has run alone) or refused.
   *
   * @param inCompany whether other batches ran in that worker, so that this one may have had no part in it
   */
  crashed(kind: CrashKind, inCompany: boolean): void;
  /** The batch failed as a whole: it is run again in halves, so that only the guilty item fails. */
  failed(error: Error): void;
  /** It never started: back to the queue with its old rank. */
  giveBack(): void;
}

export interface QueueStats {
  /** Items that wait, in a cut or not. */
  readonly waiting: number;
  /** Items a slot has pulled and not settled, those whose caller has gone included. */
  readonly leased: number;
  readonly submitted: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly expired: number;
  readonly rejected: number;
  readonly retried: number;
  /** Outcomes that came after the item was already settled; they are dropped. */
  readonly late: number;
  /** Batches handed to slots, by size. */
  readonly batchSizes: ReadonlyMap<number, number>;
}

/** A demand as a slot makes it; what takes it back may cost less than an AbortSignal. */
export interface Pull extends Omit<Demand, 'signal'> {
  readonly signal: RevocationSignal;
}

/** Owns every item from submit to settle: payload, caller, order, cancellation, deadline, retries. */
export interface WorkQueue<Payload, Result> {
  /**
   * Why somebody would not be let in now. It is a look: nothing is counted, and the place may be gone a moment later.
   */
  refusal(newcomer: Newcomer): Error | undefined;
  /** Counts somebody who was turned away after a look, so long after his arrival. */
  reject(payload: Payload, error: Error, elapsedMs: number): void;
  /**
   * @throws LitServeException `queue_full`, `deadline_unreachable`, `session_lost`, `too_many_sessions`, or whatever
   *   {@link close} or {@link drain} was given
   */
  submit(work: Work<Payload, Result>): Ticket;
  /** The caller has gone: a waiting item leaves at once, a leased one is told; its sink hears nothing more. */
  cancel(ticket: Ticket): void;
  /** The caller of a stream has taken so many bytes of its chunks: the worker may produce more. */
  credit(ticket: Ticket, bytes: number): void;
  /** Resolves with a batch, or with `undefined` once `demand.signal` is aborted. */
  pull(demand: Pull): Promise<Batch<Payload, Result> | undefined>;
  /** The item that would go next, to this worker if one is given, for choosing among the queues of a pool. */
  head(worker?: WorkerId): Ticket | undefined;
  /** How long what waits will take to go at the present speed, in ms; 0 while that is not known. */
  backlogMs(): number;
  /** Calls `then` after each arrival of items that any worker may take. @returns ends that */
  onArrival(then: () => void): () => void;
  /** What the pool tells of workers that have sessions; absent without sessions. */
  readonly sessions?: WorkerSessions | undefined;
  stats(): QueueStats;
  /** Fails what waits with `error`; later submits throw it until {@link open} is called. */
  close(error: Error): void;
  /** Later submits throw `error` unless they are owed, until {@link open} is called; what waits is still run. */
  drain(error: Error): void;
  /** Undoes {@link close} and {@link drain}. */
  open(): void;
  /** Resolves when nothing waits and no slot has anything that it has pulled. */
  idle(): Promise<void>;
}
