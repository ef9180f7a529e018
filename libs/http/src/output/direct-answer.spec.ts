import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { answerDirectly, type AnswerObserver } from './direct-answer.js';
import type { Outlet } from './outlet.js';

/** An outlet that keeps what it is told. */
class Told implements Outlet {
  readonly calls: unknown[] = [];

  constructor(
    private readonly isStarted = false,
    private readonly unwritable?: Error,
  ) {}

  write(value: unknown): void {
    this.calls.push(value);
  }
  end(): void {
    if (this.unwritable) throw this.unwritable;
    this.calls.push('end');
  }
  fail(error: unknown): boolean {
    if (this.isStarted) this.calls.push(error);
    return this.isStarted;
  }
  abandon(): void {
    this.calls.push('abandon');
  }
}

function answering(outlet: Told) {
  const response = new EventEmitter();
  const seen: { observer?: AnswerObserver; cancelled: number } = { cancelled: 0 };
  const answered = answerDirectly(outlet, response as never, undefined, (observer) => {
    seen.observer = observer;
    return () => seen.cancelled++;
  });
  return { response, answered, observer: seen.observer as AnswerObserver, cancelled: () => seen.cancelled };
}

describe('answerDirectly', () => {
  it('writes what comes and settles when it is written; the close after it cancels nothing', async () => {
    const outlet = new Told();
    const { response, answered, observer, cancelled } = answering(outlet);
    observer.next(1);
    observer.complete();
    await answered;
    response.emit('close');
    expect(outlet.calls).toEqual([1, 'end', 'abandon']);
    expect(cancelled()).toBe(0);
  });

  it('rejects with an error before anything is written, and not with one after it', async () => {
    const error = new Error('no');
    const before = answering(new Told(false));
    before.observer.error(error);
    await expect(before.answered).rejects.toBe(error);
    const outlet = new Told(true);
    const after = answering(outlet);
    after.observer.error(error);
    await after.answered;
    expect(outlet.calls).toEqual([error]);
  });

  it('rejects with what could not be written, or could not even begin', async () => {
    const error = new TypeError('bad header');
    const { answered, observer } = answering(new Told(false, error));
    observer.complete();
    await expect(answered).rejects.toBe(error);
    const refused = answerDirectly(new Told(), new EventEmitter() as never, undefined, () => {
      throw error;
    });
    await expect(refused).rejects.toBe(error);
  });

  it('cancels when the client goes, once, and writes nothing more', async () => {
    const outlet = new Told();
    const { response, answered, observer, cancelled } = answering(outlet);
    response.emit('close');
    await answered;
    observer.next(1);
    observer.error(new Error('late'));
    observer.complete();
    expect(cancelled()).toBe(1);
    expect(outlet.calls).toEqual(['abandon']);
  });
});
