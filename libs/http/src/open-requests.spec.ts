import { describe, expect, it } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { BodyBudget } from './body/body-budget.js';
import { OpenRequests } from './open-requests.js';

/** A response whose client can go away. */
class FakeResponse extends EventEmitter {
  readonly headersSent = false;
  destroyed = false;
  readonly headers: string[] = [];

  constructor(readonly req: object) {
    super();
  }

  setHeader(name: string): void {
    this.headers.push(name);
  }

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }
}

function open(requests: OpenRequests): FakeResponse {
  const request = { headers: {}, httpVersionMajor: 1 };
  const response = new FakeResponse(request);
  requests.begin(request as never, response as never);
  return response;
}

describe('open requests', () => {
  it.each([
    ['first', [0, 1, 2, 3]],
    ['last', [3, 2, 1, 0]],
    ['middle', [1, 2, 0, 3]],
  ])('are forgotten in any order: the %s goes first', (_, order) => {
    const requests = new OpenRequests(new BodyBudget(1000), 1000);
    const all = [0, 1, 2, 3].map(() => open(requests));
    for (const [gone, index] of order.entries()) {
      all[index]?.emit('close');
      for (const response of all) response.headers.length = 0;
      requests.closeAfterAnswers();
      const told = all.flatMap(({ headers }, at) => (headers.length > 0 ? [at] : []));
      expect(told).toEqual([0, 1, 2, 3].filter((at) => !order.slice(0, gone + 1).includes(at)));
    }
  });

  it('are cut, each of them once', () => {
    const requests = new OpenRequests(new BodyBudget(1000), 1000);
    const all = [open(requests), open(requests), open(requests)];
    expect(requests.cut()).toBe(3);
    expect(all.every(({ destroyed }) => destroyed)).toBe(true);
    expect(requests.cut()).toBe(0);
  });
});
