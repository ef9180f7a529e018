import { describe, expect, it, jest } from '@jest/globals';
import { LitContext } from '#endpoint';
import { CPU, meta } from '../testing/hosted.js';
import { RequestContext } from './request-context.js';

const contextOf = (given: Parameters<typeof meta>[0] = {}, log = jest.fn()): RequestContext =>
  new RequestContext(meta(given), CPU, 'digits', log, 1_000);

describe('RequestContext', () => {
  it('is a LitContext that shows what the HTTP process told', () => {
    const told = {
      requestId: 'abc',
      attempt: 2,
      priority: 'high',
      headers: { 'x-a': '1' },
      query: { q: '2' },
      params: { id: '3' },
    } as const;
    const context = contextOf(told);
    expect(context).toBeInstanceOf(LitContext);
    const { requestId, attempt, priority, headers, query, params, device } = context;
    expect({ requestId, attempt, priority, headers, query, params }).toEqual(told);
    expect(device).toBe(CPU);
  });

  it('counts the deadline from its arrival, by the clock of this process', () => {
    expect(contextOf({ remainingMs: 250 }).deadline).toBe(1_250);
    expect(contextOf({ remainingMs: null }).deadline).toBe(Infinity);
  });

  it('aborts a signal that was asked for before', () => {
    const context = contextOf();
    const heard = jest.fn();
    context.signal.addEventListener('abort', heard);
    context.cancel();
    context.cancel();
    expect(heard).toHaveBeenCalledTimes(1);
    expect(context.cancelled).toBe(true);
  });

  it('gives an aborted signal to who asks after', () => {
    const context = contextOf();
    context.cancel();
    expect(context.signal.aborted).toBe(true);
    expect(context.signal).toBe(context.signal);
  });

  it('has a bag of its own', () => {
    const [first, second] = [contextOf(), contextOf()];
    first.state['a'] = 1;
    expect([first.state, second.state]).toEqual([{ a: 1 }, {}]);
  });

  it('logs under the name of the endpoint, with the request', () => {
    const log = jest.fn();
    contextOf({ requestId: 'abc' }, log).log('scores', [1, 2]);
    expect(log).toHaveBeenCalledWith('log', 'digits', 'scores: [ 1, 2 ] (request abc)');
  });
});
