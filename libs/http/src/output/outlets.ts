import { Logger } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { litRequestOf } from '../lit-request.js';
import { AnswerOutlet } from './answer-outlet.js';
import { CollectedOutlet } from './collected-outlet.js';
import { Heartbeat } from './heartbeat.js';
import { negotiateFormat } from './negotiate-format.js';
import type { Outlet } from './outlet.js';
import { StreamOutlet } from './stream-outlet.js';
import { StreamWriter } from './stream-writer.js';
import type { AdapterResponse } from './write-answer.js';

/** What is needed of an adapter's request. */
export type OutletRequest = Pick<IncomingMessage, 'headers'>;

/** Opens the outlets of an app; its streams share one heartbeat. */
export class Outlets {
  readonly #logger = new Logger('LitServe');
  readonly heartbeat = new Heartbeat();

  /** @param stream whether the route streams; in which form is for the client to say */
  open(stream: boolean, request: OutletRequest, response: AdapterResponse): Outlet {
    const state = litRequestOf(request);
    if (!stream || !state) return new AnswerOutlet(response, state);
    const format = negotiateFormat(request.headers.accept);
    if (format === 'json') return new CollectedOutlet(response);
    return new StreamOutlet(new StreamWriter(response, format, state, this.heartbeat), state, this.#logger);
  }
}
