import { createHash } from 'node:crypto';
import { LitServeException } from '#common';
import type { SchedulerLike } from 'rxjs';
import { Deadlines } from '../deadlines.js';
import type { SessionOptions } from './session.options.js';
import { Session } from './session.js';

/** Keys come from clients: a longer one is kept as its hash. */
const LONGEST_KEY = 128;

/** The sessions there are, by their keys, and when those that are idle end. */
export class SessionRegister<Payload, Result> {
  readonly #sessions = new Map<string, Session<Payload, Result>>();
  readonly #idle: Deadlines<Session<Payload, Result>>;
  #lastId = 0;

  /** @param ended called with each that has been idle for too long */
  constructor(
    private readonly options: SessionOptions<Payload>,
    private readonly clock: SchedulerLike,
    afterPoll: (judge: () => void) => void,
    private readonly ended: (session: Session<Payload, Result>) => void,
  ) {
    this.#idle = new Deadlines(clock, afterPoll, (session) => this.#end(session));
  }

  /** Why an item cannot come in for the sake of its session. That a session is lost is said once. */
  refusal(payload: Payload): Error | undefined {
    const key = this.#keyOf(payload);
    if (key === '') return undefined;
    const session = this.#sessions.get(key);
    if (session?.isLost) {
      this.forget(session);
      return new LitServeException('session_lost');
    }
    if (session || this.#sessions.size < this.options.max) return undefined;
    return new LitServeException('too_many_sessions');
  }

  /** The session of an item that has come in; `undefined` if it belongs to none. */
  open(payload: Payload): Session<Payload, Result> | undefined {
    const key = this.#keyOf(payload);
    if (key === '') return undefined;
    let session = this.#sessions.get(key);
    if (!session) this.#sessions.set(key, (session = new Session(++this.#lastId, key)));
    this.#idle.forget(session);
    return session;
  }

  /** Its worker has gone, which its next item is to be told. */
  bury(session: Session<Payload, Result>): void {
    session.isLost = true;
    session.worker = session.head = undefined;
    this.rest(session);
  }

  /** It has no item, and ends if that stays so. */
  rest(session: Session<Payload, Result>): void {
    this.#idle.forget(session);
    session.dueAt = this.clock.now() + this.options.idleMs;
    this.#idle.watch(session);
  }

  forget(session: Session<Payload, Result>): void {
    this.#idle.forget(session);
    this.#sessions.delete(session.key);
  }

  #end(session: Session<Payload, Result>): void {
    this.forget(session);
    this.ended(session);
  }

  #keyOf(payload: Payload): string {
    const key = this.options.keyOf(payload);
    return key.length > LONGEST_KEY ? `sha256 ${createHash('sha256').update(key).digest('base64')}` : key;
  }
}
