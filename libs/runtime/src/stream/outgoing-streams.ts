import { deferred, type Deferred } from '#common';
import { STREAM_WINDOW_EVENTS, type StreamEvent, type StreamMessage } from '#wire';
import type { HostItem } from '../host/host-item.js';
import { chunkBuffer } from './chunk-buffer.js';
import { OutgoingStream, type StreamOwner } from './outgoing-stream.js';
import { TurnPump } from './turn-pump.js';

/** More than so many bytes of one stream are not kept until the end of the turn. */
export const FLUSH_BYTES = 16 * 1024;

/** What the streams of one endpoint have in common. */
export interface StreamKind {
  /** Declared type of the answer. */
  readonly declared: Function | undefined;
  /** Told what a stream has failed by. */
  failed(error: unknown): void;
}

/** The way to the HTTP process. */
export interface StreamsOut {
  /** Takes a message, which leaves when `flushed` is called. False if it cannot be sent, which its batch has learned then. */
  stream(message: StreamMessage): boolean;
  /** Resolves when the operating system has what was taken; does not reject. */
  flushed(): Promise<void>;
}

/** All streams that run in this worker. */
export class OutgoingStreams {
  readonly pump: TurnPump;
  readonly #open = new Map<number, OutgoingStream>();
  /** Events sent that the HTTP process has not dealt with. */
  #ahead = 0;
  /** Set while the pump waits for it to catch up. */
  #caughtUp: Deferred<void> | undefined;

  constructor(private readonly out: StreamsOut) {
    this.pump = new TurnPump(() => this.#flushed());
  }

  /** The HTTP process has dealt with so many more events. */
  taken(events: number): void {
    this.#ahead -= events;
    if (this.#ahead > STREAM_WINDOW_EVENTS) return;
    this.#caughtUp?.resolve();
    this.#caughtUp = undefined;
  }

  /** Credit may come for a stream that has just ended, and then means nothing. */
  credit(lease: number, bytes: number): void {
    this.#open.get(lease)?.credit(bytes);
  }

  batch(id: number, kind: StreamKind): StreamBatch {
    return new StreamBatch(id, kind, this.pump, this.#open, {
      stream: (message) => this.#send(message),
      flushed: () => this.out.flushed(),
    });
  }

  #send(message: StreamMessage): boolean {
    const isSent = this.out.stream(message);
    if (isSent) this.#ahead += message.events.length;
    return isSent;
  }

  async #flushed(): Promise<void> {
    await this.out.flushed();
    if (this.#ahead <= STREAM_WINDOW_EVENTS) return;
    this.#caughtUp ??= deferred();
    await this.#caughtUp.promise;
  }
}

/** The streams of one batch. What they have to say within one turn leaves in one message. */
export class StreamBatch implements StreamOwner {
  readonly #ready = new Set<OutgoingStream>();
  readonly #leases: number[] = [];

  constructor(
    private readonly id: number,
    private readonly kind: StreamKind,
    private readonly pump: TurnPump,
    private readonly open: Map<number, OutgoingStream>,
    private readonly out: StreamsOut,
  ) {}

  openStream(item: HostItem): OutgoingStream {
    const stream = new OutgoingStream(item.lease, item.context, chunkBuffer(item, this.kind.declared), this);
    this.open.set(item.lease, stream);
    this.#leases.push(item.lease);
    return stream;
  }

  ready(stream: OutgoingStream): void {
    this.#ready.add(stream);
    if (stream.sendable <= FLUSH_BYTES) return this.pump.flushNextTurn(this.#flush, !stream.hasSent);
    this.#flush();
    void this.out.flushed();
  }

  failed(error: unknown): void {
    this.kind.failed(error);
  }

  /** Sends what is left. */
  close(): void {
    for (const lease of this.#leases) this.open.delete(lease);
    this.#flush();
  }

  readonly #flush = (): void => {
    const events: StreamEvent[] = [];
    for (const stream of this.#ready) events.push(...stream.take());
    this.#ready.clear();
    if (events.length > 0) this.out.stream({ type: 'stream', batch: this.id, events });
  };
}
