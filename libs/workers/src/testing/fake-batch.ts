import type { Ticket } from '#batching';
import type { Batch, Lease } from '#queue';
import type { Answer } from '../pool-endpoint.js';

/** A lease that remembers what became of it. */
export class FakeLease implements Lease<string, Answer> {
  readonly outcomes: string[] = [];
  onCancel: (() => void) | undefined;
  onCredit: ((bytes: number) => void) | undefined;
  readonly ticket: Ticket;

  constructor(
    readonly id: number,
    readonly payload: string,
  ) {
    this.ticket = { id, rank: id, arrivedAt: 0, deadline: Infinity, key: '', cost: 1, attempt: 0 };
  }

  remainingMs(): number {
    return Infinity;
  }

  chunk(chunk: Answer): void {
    this.outcomes.push(
      chunk.kind === 'chunk-bytes' ? `chunk: ${Buffer.from(chunk.bytes).toString()}` : chunk.kind,
    );
  }

  done(answer: Answer | undefined): void {
    this.outcomes.push(`done: ${answer?.kind ?? 'end'}`);
  }

  fail(error: Error): void {
    this.outcomes.push(`fail: ${error.message}`);
  }
}

/** A batch that remembers what was said about it. */
export class FakeBatch implements Batch<string, Answer> {
  readonly leases: readonly FakeLease[];
  readonly calls: string[] = [];
  isSuspect = false;

  constructor(...payloads: string[]) {
    this.leases = payloads.map((payload, index) => new FakeLease(index, payload));
  }

  started(): void {
    this.calls.push('started');
  }

  crashed(kind: string, inCompany: boolean): void {
    this.calls.push(`crashed: ${kind}${inCompany ? ', in company' : ''}`);
  }

  failed(error: Error): void {
    this.calls.push(`failed: ${error.message}`);
  }

  giveBack(): void {
    this.calls.push('given back');
  }
}
