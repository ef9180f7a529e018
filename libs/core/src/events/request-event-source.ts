import type { QueueObserver, Settlement } from '#queue';
import type { RequestPayload } from '../server/request-payload.js';
import type { EventStream } from './event-stream.js';
import type { LitServeEvent } from './events.js';

/** Makes events of how the items of one queue end. */
export class RequestEventSource implements QueueObserver<RequestPayload> {
  /** @param nameOf the name of the endpoint with this id */
  constructor(
    private readonly endpoint: string,
    private readonly events: EventStream<LitServeEvent>,
    private readonly nameOf: (id: string) => string,
  ) {}

  get isObserved(): boolean {
    return this.events.isObserved;
  }

  settled({ payload, outcome, error, queuedMs, totalMs, attempt }: Settlement<RequestPayload>): void {
    const { chain, meta } = payload;
    const caller = chain?.at(-1);
    this.events.emit({
      type: 'request',
      endpoint: this.endpoint,
      requestId: meta.requestId,
      outcome,
      ...(error ? { code: codeOf(error) } : {}),
      queuedMs,
      totalMs,
      attempt,
      origin: chain ? 'code' : 'http',
      ...(caller === undefined ? {} : { caller: this.nameOf(caller) }),
    });
  }
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
