import type { FromWorkerControl, ToWorkerControl } from '#wire';

/** As much of `process` as a worker needs; a spec gives its own. */
export interface ForkedProcess {
  readonly connected?: boolean;
  send?(
    message: unknown,
    handle: undefined,
    options: object,
    callback: (error: Error | null) => void,
  ): boolean;
  on(event: 'message' | 'disconnect' | 'SIGINT' | 'SIGTERM', listener: (message: unknown) => void): unknown;
  exit(code: number): void;
}

/** The control channel to the HTTP process, on which a worker's life depends. */
export class ParentLink {
  /** Settles when the latest message is written, and with it, in order, all before it. */
  #written: Promise<void> = Promise.resolve();

  constructor(
    private readonly self: ForkedProcess,
    onControl: (message: ToWorkerControl) => void,
  ) {
    // A Ctrl-C reaches the whole process group, but when a worker ends is for its parent to say.
    self.on('SIGINT', () => {});
    self.on('SIGTERM', () => {});
    self.on('disconnect', () => self.exit(0));
    self.on('message', (message) => {
      // The user's own messages, and those of `node --watch`, travel here as well.
      if (isControl(message)) onControl(message);
    });
  }

  control(message: FromWorkerControl): void {
    if (!this.self.connected) return;
    this.#written = new Promise((resolve) => {
      this.self.send?.(message, undefined, {}, () => resolve());
    });
  }

  /** Ends this process once everything said so far is on its way. */
  async leave(code: number): Promise<void> {
    await this.#written;
    this.self.exit(code);
  }
}

function isControl(message: unknown): message is ToWorkerControl {
  return typeof message === 'object' && message !== null && 'litserve' in message;
}
