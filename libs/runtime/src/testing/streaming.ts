import type { Type } from '@nestjs/common';
import type { EndpointHooks } from '#endpoint';
import { decodeList, receivedOf, type FromWorkerMessage, type ItemMeta, type StreamEvent } from '#wire';
import type { WorkerHost } from '../host/worker-host.js';
import { hosted, runItem } from './hosted.js';
import { hostAt, Pipe, turns } from './worker-pipe.js';

interface StreamingOptions {
  readonly maxBatchSize?: number;
  readonly concurrency?: number;
  readonly instance?: EndpointHooks;
  readonly pipe?: Pipe;
}

/** A worker with one endpoint that streams, and what its clients are told. */
export class Streaming {
  readonly pipe: Pipe;
  readonly host: WorkerHost;

  constructor(cls: Type<EndpointHooks>, { instance, pipe = new Pipe(), ...options }: StreamingOptions = {}) {
    this.pipe = pipe;
    const endpoint = hosted(cls, { ...options, stream: true }, instance ?? new cls());
    this.host = hostAt(this.pipe, endpoint);
  }

  /** Runs a batch whose items have these leases and bodies. */
  run(batch: number, bodies: Readonly<Record<number, unknown>>, meta: Partial<ItemMeta> = {}): void {
    const items = Object.entries(bodies).map(([lease, body]) =>
      runItem(Number(lease), body, { form: 'bytes', format: 'ndjson', ...meta }),
    );
    this.host.run({ type: 'run', endpoint: 0, batch, items });
  }

  /** Runs a batch to its end, and tells what each client would read. */
  async read(bodies: Readonly<Record<number, unknown>>, meta: Partial<ItemMeta> = {}): Promise<unknown[]> {
    this.run(1, bodies, meta);
    await this.ended(1);
    return Object.keys(bodies).map((lease) => this.told(Number(lease)));
  }

  cancel(...leases: number[]): void {
    void this.host.control({ litserve: 'cancel', leases });
  }

  /** The HTTP process has dealt with so many events. */
  taken(events: number): void {
    void this.host.control({ litserve: 'taken', events });
  }

  credit(lease: number, bytes: number): void {
    void this.host.control({ litserve: 'credit', credits: [[lease, bytes]] });
  }

  get messages(): readonly FromWorkerMessage[] {
    return this.pipe.sent;
  }

  events(lease: number): readonly StreamEvent[] {
    const events = this.messages.flatMap((message) => (message.type === 'stream' ? message.events : []));
    return events.filter((event) => event.lease === lease);
  }

  /** What each message had of its formatted chunks. */
  texts(lease: number): string[] {
    return this.events(lease).flatMap((event) =>
      event.kind === 'bytes' ? [Buffer.from(event.bytes).toString()] : [],
    );
  }

  text(lease: number): string {
    return this.texts(lease).join('');
  }

  bytes(lease: number): number {
    return Buffer.byteLength(this.text(lease));
  }

  /** Its chunks, parsed, and then what came of it: `end`, an error, or nothing so far. */
  told(lease: number): unknown[] {
    const lines = this.text(lease).split('\n').slice(0, -1);
    const last = this.events(lease).at(-1);
    const end = last?.kind === 'error' ? `${last.error.name}: ${last.error.message}` : last?.kind;
    return [
      ...lines.map((line): unknown => JSON.parse(line)),
      ...(end === undefined || end === 'bytes' ? [] : [end]),
    ];
  }

  /** The chunks of each flush, where they cross as values. */
  values(lease: number): unknown[][] {
    return this.events(lease).flatMap((event) =>
      event.kind === 'values' ? [decodeList(receivedOf(event.values), undefined)] : [],
    );
  }

  hasEnded(batch: number): boolean {
    return this.messages.some(
      (message) => message.type !== 'stream' && message.type !== 'call' && message.batch === batch,
    );
  }

  async ended(batch: number): Promise<void> {
    await until(() => this.hasEnded(batch));
  }
}

/** The spec's own time limit ends a wait for what never comes. */
export async function until(check: () => boolean): Promise<void> {
  while (!check()) await turns(1);
}
