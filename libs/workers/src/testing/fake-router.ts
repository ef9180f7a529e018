import type { CallMessage, Received, Reply } from '#wire';
import type { CallParent, RouteCall } from '../calls/call-router.js';

/** A call that has been taken somewhere, and what was done with it. */
export interface Routed {
  readonly message: CallMessage<Received>;
  readonly parent: CallParent<string> | undefined;
  readonly reply: (reply: Reply) => void;
  readonly credits: number[];
  cancels: number;
}

/** Takes calls and does with them what the spec says. */
export class FakeRouter {
  readonly routed: Routed[] = [];

  readonly route: RouteCall<string> = (message, parent, reply) => {
    const one: Routed = { message, parent, reply, credits: [], cancels: 0 };
    this.routed.push(one);
    return {
      cancel: () => void (one.cancels += 1),
      credit: (bytes) => one.credits.push(bytes),
    };
  };

  /** The only one, or the one at this position. */
  one(position = 0): Routed {
    const routed = this.routed[position];
    if (!routed) throw new Error('no such call has been routed');
    return routed;
  }
}

export const someValues: Reply = { kind: 'values', size: 7, values: { json: '{"p":["x"]}', sections: [] } };
