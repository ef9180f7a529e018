import { describe, expect, it } from '@jest/globals';
import { text } from 'node:stream/consumers';
import { Subject } from 'rxjs';
import type { OpenEndpoint } from '#core';
import { eventStream } from './event-stream.js';

/** The events of a subject, as they are answered. */
async function answered(first: object) {
  const held: string[] = [];
  const errors: unknown[] = [];
  const endpoint = {
    pause: () => held.push('pause'),
    resume: () => held.push('resume'),
  } as never as OpenEndpoint;
  const events = new Subject<object>();
  const opening = eventStream(events, endpoint, (error) => errors.push(error));
  events.next(first);
  return { held, errors, events, stream: (await opening).getStream() };
}

describe('eventStream', () => {
  it('writes events and an end', async () => {
    const { events, stream } = await answered({ a: 1 });
    events.complete();
    expect(await text(stream)).toBe('data: {"a":1}\n\ndata: [DONE]\n\n');
  });

  it('holds the endpoint back while nobody reads, and lets it go on then', async () => {
    const { held, events, stream } = await answered({ long: 'x'.repeat(100_000) });
    expect(held).toEqual(['pause']);
    events.next({});
    expect(held).toEqual(['pause']);
    stream.read();
    expect(held).toEqual(['pause', 'resume']);
  });

  it('throws an error that comes first, and writes a later one', async () => {
    const failing = new Subject<object>();
    const opening = eventStream(failing, {} as OpenEndpoint, () => undefined);
    failing.error(new Error('at once'));
    await expect(opening).rejects.toThrow('at once');
    const { errors, events, stream } = await answered({});
    events.error(new Error('secret'));
    expect(await text(stream)).toMatch(/^data: \{\}\n\ndata: \{"error":\{"message":"Internal server error"/);
    expect(errors).toHaveLength(1);
  });

  it('cancels what nobody reads any more', async () => {
    const { events, stream } = await answered({});
    stream.destroy();
    await new Promise((next) => stream.once('close', next));
    expect(events.observed).toBe(false);
  });
});
