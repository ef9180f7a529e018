import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Subject } from 'rxjs';
import { LitServeException } from '#common';
import { EventAnswer } from './event-answer.js';
import { Heartbeat } from './heartbeat.js';

const SILENCE_MS = 15_000;

/** An answer whose events come from a subject. */
function opened() {
  const log: string[] = [];
  const flow = { pause: () => log.push('pause'), resume: () => log.push('resume') };
  const response = { destroy: () => log.push('cut') } as never as ServerResponse;
  const answer = new EventAnswer(flow, new Heartbeat(), response);
  const events = new Subject<string>();
  const started = answer.start(events, (error) => `last: ${(error as Error).message}`);
  return { log, answer, events, started };
}

/** What is written by itself, piece by piece. */
function writes(answer: EventAnswer): string[] {
  const pieces: string[] = [];
  answer.on('data', (piece: string) => pieces.push(piece));
  return pieces;
}

const turn = (): Promise<void> => new Promise((next) => process.nextTick(() => queueMicrotask(next)));

describe('events as an answer', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('go out together when they come in one turn', async () => {
    const { answer, events } = opened();
    const pieces = writes(answer);
    for (const event of ['a', 'b', 'c']) events.next(event);
    await turn();
    events.next('d');
    await turn();
    events.next('e');
    events.complete();
    await new Promise((end) => answer.once('end', end));
    expect(pieces).toEqual(['abc', 'd', 'e']);
  });

  it('are written without a detour when they are piped, the last ones with the end', async () => {
    const { log, answer, events } = opened();
    events.next('a');
    await turn();
    const to = new PassThrough({ encoding: 'utf8', highWaterMark: 4 });
    const written = jest.spyOn(to, 'write');
    const ended = jest.spyOn(to, 'end');
    answer.pipe(to);
    events.next('bcdef');
    await turn();
    expect(log).toEqual(['pause']);
    const drained = once(to, 'drain');
    to.resume();
    await drained;
    expect(log).toEqual(['pause', 'resume']);
    events.next('g');
    events.next('h');
    events.complete();
    await once(answer, 'end');
    expect(written.mock.calls).toEqual([['a'], ['bcdef']]);
    expect(ended.mock.calls).toEqual([['gh']]);
  });

  it('end with no event at all', async () => {
    const { answer, events, started } = opened();
    events.complete();
    await started;
    expect(await text(answer)).toBe('');
  });

  it('throw an error that comes first, and tell a later one', async () => {
    const first = opened();
    first.events.error(new Error('at once'));
    await expect(first.started).rejects.toThrow('at once');
    const { answer, events, started } = opened();
    events.next('a;');
    await started;
    events.error(new Error('late'));
    expect(await text(answer)).toBe('a;last: late');
  });

  it('are held back while nobody reads', async () => {
    const { log, answer, events } = opened();
    events.next('x'.repeat(100_000));
    await turn();
    events.next('y');
    await turn();
    expect(log).toEqual(['pause']);
    answer.read();
    await turn();
    expect(log).toEqual(['pause', 'resume']);
  });

  it('are cut off when the app closes and nobody reads, and only then', async () => {
    const { log, events } = opened();
    events.next('x'.repeat(100_000));
    await turn();
    events.error(new LitServeException('draining'));
    expect(log).toEqual(['pause', 'cut']);
    const read = opened();
    read.events.next('a;');
    read.events.error(new LitServeException('draining'));
    expect(await text(read.answer)).toMatch(/^a;last: /);
    expect(read.log).toEqual([]);
  });

  it('are cancelled when the client goes', async () => {
    const { answer, events } = opened();
    events.next('a');
    answer.destroy();
    await new Promise((closed) => answer.once('close', closed));
    expect(events.observed).toBe(false);
  });

  it('are followed by heartbeats in a silence, from the first event to the end', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    const { answer, events, started } = opened();
    const pieces = writes(answer);
    jest.advanceTimersByTime(SILENCE_MS);
    events.next('a');
    await started;
    await turn();
    jest.advanceTimersByTime(SILENCE_MS);
    await turn();
    events.complete();
    jest.advanceTimersByTime(SILENCE_MS);
    await turn();
    expect(pieces).toEqual(['a', ':\n\n']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('have no heartbeat while nobody reads, or the client has gone', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    const { answer, events, started } = opened();
    events.next('x'.repeat(100_000));
    await started;
    await turn();
    jest.advanceTimersByTime(SILENCE_MS);
    expect(answer.read()).toBe('x'.repeat(100_000));
    answer.destroy();
    expect(jest.getTimerCount()).toBe(0);
  });
});
