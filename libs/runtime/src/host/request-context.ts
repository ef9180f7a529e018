import { LitContext, type Device } from '#endpoint';
import type { ItemMeta } from '#wire';
import type { ItemCalls } from '../calls/item-calls.js';
import { logText, type WriteLog } from './worker-log.js';

/** One item as the hooks see it. It lives from the arrival of its batch until its outcome is written. */
export class RequestContext extends LitContext {
  readonly deadline: number;
  /** The calls on its behalf; set by the host. */
  calls: ItemCalls | undefined;
  /** Made when a hook first asks for the signal: most never do, and a controller is not free. */
  #controller: AbortController | undefined;
  #cancelled = false;
  #state: Record<string, unknown> | undefined;

  /** @param endpoint name of the endpoint, under which `log` writes */
  constructor(
    private readonly meta: ItemMeta,
    readonly device: Device,
    private readonly endpoint: string,
    private readonly writeLog: WriteLog,
    now = performance.now(),
  ) {
    super();
    this.deadline = meta.remainingMs === null ? Infinity : now + meta.remainingMs;
  }

  get requestId(): string {
    return this.meta.requestId;
  }

  get headers(): ItemMeta['headers'] {
    return this.meta.headers;
  }

  get query(): ItemMeta['query'] {
    return this.meta.query;
  }

  get params(): ItemMeta['params'] {
    return this.meta.params;
  }

  get priority(): ItemMeta['priority'] {
    return this.meta.priority;
  }

  get attempt(): number {
    return this.meta.attempt;
  }

  get state(): Record<string, unknown> {
    return (this.#state ??= {});
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#cancelled) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  /** Nobody waits for the answer any more. */
  get cancelled(): boolean {
    return this.#cancelled;
  }

  cancel(): void {
    this.#cancelled = true;
    this.#controller?.abort();
    this.calls?.abandon();
  }

  override log(key: string, value: unknown): void {
    this.writeLog('log', this.endpoint, `${key}: ${logText(value)} (request ${this.requestId})`);
  }
}
