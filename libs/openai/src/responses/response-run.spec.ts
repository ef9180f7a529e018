import { describe, expect, it } from '@jest/globals';
import { Subject } from 'rxjs';
import { Choice } from '../answer/choice.js';
import type { FinishReason } from '../answer/delta.js';
import type { ChoiceStep } from '../answer/follow-choice.js';
import { BackgroundResponses } from './background-responses.js';
import { ResponseEvents } from './response-events.js';
import { responseFrame, type ResponseObject } from './response-object.js';
import { ResponseRun } from './response-run.js';
import { readResponsesOptions, RESPONSES_DEFAULTS } from './responses.options.js';
import type { ResponsesRequest } from './responses-request.js';

const ABOUT = { input: [], owner: null };
const HEAD = { id: 'resp_1', created: 7, model: 'm' };

/** A response whose model is played by the test. */
function played(reasonOf: (choice: Choice) => FinishReason = () => 'stop') {
  const steps = new Subject<ChoiceStep>();
  const choice = new Choice(0, []);
  const kept: ResponseObject[] = [];
  const frame = responseFrame(HEAD, { model: 'm', input: [], extra: {} } satisfies ResponsesRequest);
  const source = { steps: () => steps, reasonOf, usage: () => null };
  const make = (emit?: ConstructorParameters<typeof ResponseRun>[3]) =>
    new ResponseRun(frame, source, (response) => kept.push(response), emit);
  return {
    kept,
    make,
    steps,
    say: (content: string, logprobs?: object) => steps.next({ choice, delta: { content, logprobs } }),
    end: () => {
      steps.next({ choice });
      steps.complete();
    },
  };
}

interface Event {
  readonly type: string;
  readonly sequence_number: number;
}

/** Events of a response as an answer tells them, and the error that came before them. */
function listen({ make }: ReturnType<typeof played>) {
  const seen = { events: [] as Event[], error: undefined as unknown, later: [] as unknown[], isOver: false };
  const response = new ResponseEvents(make);
  const add = (text: string): void => {
    const data = text.matchAll(/^data: (.*)$/gm);
    seen.events.push(...Array.from(data, ([, json = '']) => JSON.parse(json) as Event));
  };
  response.follow().subscribe({
    next: add,
    error: (error: unknown) => {
      if (seen.events.length === 0) seen.error = error;
      else {
        seen.later.push(error);
        add(response.fail(error));
      }
    },
    complete: () => (seen.isOver = true),
  });
  return seen;
}

const typesOf = ({ events }: { events: readonly Event[] }) => events.map(({ type }) => type);

describe('the events of a response', () => {
  it('begin with the model, not before it', () => {
    const model = played();
    const seen = listen(model);
    expect(seen.events).toEqual([]);
    model.say('a');
    expect(typesOf(seen).slice(0, 2)).toEqual(['response.created', 'response.in_progress']);
  });

  it('show each item as it was then', () => {
    const model = played();
    const seen = listen(model);
    model.say('a');
    model.end();
    const added = seen.events.find(({ type }) => type === 'response.output_item.added');
    expect(added).toMatchObject({ item: { status: 'in_progress', content: [] } });
    expect(seen.events[0]).toMatchObject({ response: { status: 'in_progress', output: [] } });
  });

  it('are those of an empty message when the model says nothing', () => {
    const model = played();
    const seen = listen(model);
    model.end();
    expect(typesOf(seen)).toContain('response.output_text.done');
    expect(seen.isOver).toBe(true);
    expect(model.kept).toMatchObject([{ status: 'completed', output: [{ content: [{ text: '' }] }] }]);
  });

  it('are none when the model fails before it', () => {
    const model = played();
    const seen = listen(model);
    model.steps.error(new Error('at once'));
    expect(seen).toMatchObject({ events: [], error: new Error('at once'), later: [] });
    expect(model.kept).toEqual([]);
  });

  it('have what is said of tokens as JSON has it, and end at what JSON cannot have', () => {
    const model = played();
    const seen = listen(model);
    model.say('a', { content: [{ token: 'a', logprob: Float32Array.of(1), bytes: [97n] }] });
    const delta = seen.events.find(({ type }) => type === 'response.output_text.delta');
    expect(delta).toMatchObject({ logprobs: [{ token: 'a', logprob: [1], bytes: [97] }] });
    const circle: unknown[] = [];
    circle.push(circle);
    model.say('b', { content: circle });
    expect(typesOf(seen).slice(-2)).toEqual(['response.failed', 'error']);
    expect(model.kept).toMatchObject([{ status: 'failed', output: [{ content: [{ text: 'a' }] }] }]);
  });

  it('end once when what counts the tokens throws', () => {
    const model = played(() => {
      throw new Error('no such token');
    });
    const seen = listen(model);
    model.say('a');
    model.end();
    expect(typesOf(seen).slice(-2)).toEqual(['response.failed', 'error']);
    expect(typesOf(seen).filter((type) => type === 'response.output_item.done')).toHaveLength(1);
    expect(seen.events.map(({ sequence_number: number }) => number)).toEqual(seen.events.map((_, at) => at));
    expect(seen.later).toEqual([new Error('no such token')]);
    expect(model.kept).toMatchObject([{ status: 'failed', error: { code: 'server_error' } }]);
  });
});

describe('responses in the background', () => {
  const inBackground = (limits: object = {}) => {
    const logged: unknown[] = [];
    const clock = { now: 0 };
    const background = new BackgroundResponses(
      { maxBackground: 1, maxStoredBytes: 10, ttlMs: 100, ...limits },
      () => clock.now,
      (error) => logged.push(error),
    );
    return { logged, clock, background };
  };

  it('are found while they run, and given away when they end', () => {
    const { background } = inBackground();
    const model = played();
    background.start(model.make(), ABOUT);
    expect(background.find('resp_1')?.response).toMatchObject({ status: 'queued' });
    model.say('a');
    expect(background.find('resp_1')?.response).toMatchObject({ status: 'in_progress' });
    model.end();
    expect(background.find('resp_1')).toBeUndefined();
    expect(model.kept).toMatchObject([{ status: 'completed' }]);
    expect(background.cancel('resp_1')).toBeUndefined();
  });

  it('are no more than allowed; one that has ended makes room', () => {
    const { background } = inBackground();
    const [first, second] = [played(), played()];
    background.start(first.make(), ABOUT);
    expect(() => background.start(second.make(), ABOUT)).toThrow('Too many requests are waiting');
    expect(second.steps.observed).toBe(false);
    first.end();
    background.start(second.make(), ABOUT);
  });

  it('leave the model when they are cancelled, with what it has said', () => {
    const { background } = inBackground();
    const model = played();
    background.start(model.make(), ABOUT);
    model.say('a');
    expect(background.cancel('resp_1')).toMatchObject({
      status: 'cancelled',
      output: [{ status: 'incomplete' }],
    });
    expect(model.steps.observed).toBe(false);
    expect(model.kept).toMatchObject([{ status: 'cancelled' }]);
    expect(background.find('resp_1')).toBeUndefined();
  });

  it('are refused when their endpoint refuses them at once, and keep a later error', () => {
    const { background, logged } = inBackground();
    const full = played();
    full.steps.error(new Error('full'));
    expect(() => background.start(full.make(), ABOUT)).toThrow('full');
    expect([full.kept, logged]).toEqual([[], []]);
    const model = played();
    background.start(model.make(), ABOUT);
    model.steps.error(new Error('late'));
    expect(model.kept).toMatchObject([{ status: 'failed', error: { message: 'Internal server error' } }]);
    expect(logged).toEqual([new Error('late')]);
  });

  it('are given up when they could not be kept anyway', () => {
    const { background, clock } = inBackground();
    const [long, slow] = [played(), played()];
    background.start(long.make(), ABOUT);
    long.say('0123456789');
    expect(background.find('resp_1')).toBeDefined();
    long.say('!');
    expect(long.steps.observed).toBe(false);
    expect(long.kept).toMatchObject([
      { status: 'failed', error: { message: 'The response has grown too long to be kept' } },
    ]);
    background.start(slow.make(), ABOUT);
    slow.say('a');
    clock.now = 101;
    slow.say('b');
    expect([slow.kept.length, slow.steps.observed]).toEqual([1, false]);
  });

  it('do not run where nothing is kept', () => {
    const { maxBackground } = readResponsesOptions({ maxStored: 0 });
    const { background } = inBackground({ maxBackground });
    expect(() => background.start(played().make(), ABOUT)).toThrow('do not run in the background here');
  });
});

describe('the options', () => {
  it('are numbers from 0', () => {
    expect(readResponsesOptions({ ttlMs: 5 })).toEqual({ ...RESPONSES_DEFAULTS, ttlMs: 5 });
    expect(() => readResponsesOptions({ ttlMs: -1, maxStored: NaN })).toThrow(
      /responses.ttlMs must be a number from 0, got -1\n.*responses.maxStored must be a number from 0, got NaN/,
    );
  });
});
