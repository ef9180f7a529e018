import { describe, expect, it } from '@jest/globals';
import { GoneException } from '@nestjs/common';
import { resolveEndpoint, type LitEndpointOptions, type Priority } from '#endpoint';
import { scheduleOf, type Schedule } from './schedule.js';

class DigitsApi {}

interface Request {
  readonly text: string;
  readonly urgent?: boolean;
}

const schedule = (options: LitEndpointOptions, request: unknown, asked?: Priority): Schedule =>
  scheduleOf(resolveEndpoint(DigitsApi, 'M', 0, options), request, asked);

describe('scheduleOf', () => {
  it('is the same for all without functions', () => {
    expect(schedule({}, 1)).toEqual({ priority: 'normal', key: '', cost: 1, session: '' });
  });

  it('asks the functions of the endpoint', () => {
    const options: LitEndpointOptions = {
      priority: ({ urgent }: Request) => (urgent ? 'high' : 'low'),
      cost: ({ text }: Request) => text.length,
      batchKey: ({ text }: Request) => `up to ${2 ** Math.ceil(Math.log2(text.length))}`,
    };
    expect(schedule(options, { text: 'hello' })).toEqual({
      priority: 'low',
      key: 'up to 8',
      cost: 5,
      session: '',
    });
    expect(schedule(options, { text: 'a', urgent: true })).toEqual({
      priority: 'high',
      key: 'up to 1',
      cost: 1,
      session: '',
    });
  });

  it('has no session where affinity says so', () => {
    const affinity = ({ text }: Request): string | undefined => (text === 'none' ? undefined : text);
    const sessions = ['a', '', 'none'].map((text) => schedule({ affinity }, { text }).session);
    expect(sessions).toEqual(['a', '', '']);
  });

  it('lets a client ask for any priority where no function grants one, and only for a lower one where it does', () => {
    const granting = (priority: Priority, asked?: Priority): Priority =>
      schedule({ priority: () => priority }, 1, asked).priority;
    expect(schedule({}, 1, 'high').priority).toBe('high');
    expect(schedule({}, 1, 'low').priority).toBe('low');
    expect(granting('normal', 'high')).toBe('normal');
    expect(granting('normal', 'low')).toBe('low');
    expect(granting('high', 'normal')).toBe('normal');
    expect(granting('low', 'high')).toBe('low');
    expect(granting('high')).toBe('high');
  });

  it.each<[LitEndpointOptions, string]>([
    [{ priority: () => 'urgent' as never }, 'priority() must return "high", "normal" or "low", got "urgent"'],
    [{ priority: () => undefined as never }, 'got undefined'],
    [{ priority: (async () => 'high') as never }, 'got a promise (it must not be async)'],
    [{ batchKey: () => 7 as never }, 'batchKey() must return a text, got 7'],
    [{ affinity: () => 7 as never }, 'affinity() must return a text or undefined, got 7'],
    [{ affinity: (async () => 'a') as never }, 'got a promise (it must not be async)'],
    [{ cost: () => NaN }, 'cost() must return a finite number from 0, got NaN'],
    [{ cost: () => -1 }, 'got -1'],
    [{ cost: () => '1' as never }, 'got "1"'],
  ])('refuses what %p returns', (options, message) => {
    expect(() => schedule(options, {})).toThrow(message);
  });

  it('hears a promise that rejects, which would otherwise end the process', async () => {
    const rejected = Promise.reject(new Error('no'));
    expect(() => schedule({ cost: () => rejected as never }, {})).toThrow('must not be async');
    await new Promise((resolve) => setImmediate(resolve));
  });

  it('throws on what a function throws', () => {
    const gone = new GoneException();
    const priority = (): never => {
      throw gone;
    };
    expect(() => schedule({ priority }, {})).toThrow(gone);
  });
});
