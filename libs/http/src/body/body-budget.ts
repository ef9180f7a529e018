import { LitServeException } from '#common';
import type { IncomingMessage } from 'node:http';

/** What the bodies of all requests in hand may take together. */
export class BodyBudget {
  #held = 0;

  /** @param maxBytes no body can be larger than all of it */
  constructor(readonly maxBytes: number) {}

  get heldBytes(): number {
    return this.#held;
  }

  /** The part of a request, empty at first. */
  open(): BodyShare {
    return new BodyShare(this);
  }

  /** False when there is no room for it. */
  take(bytes: number): boolean {
    if (this.#held + bytes > this.maxBytes) return false;
    this.#held += bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#held -= bytes;
  }
}

/** What the body of one request takes, from before it is read until the request is over. */
export class BodyShare {
  #bytes = 0;
  /** The body has said how long it will be, and all of that is taken. */
  #isReserved = false;
  /** A decoder may still have something when its client has gone; that must not be taken for ever. */
  #isOver = false;

  constructor(private readonly budget: BodyBudget) {}

  get maxBytes(): number {
    return this.budget.maxBytes;
  }

  /** Takes what the request says that its body will be. Returns why that cannot be. */
  reserve({ headers }: IncomingMessage): LitServeException | undefined {
    const declared = Number(headers['content-length'] ?? NaN);
    // What a compressed body will be is seen when it is there.
    const isEncoded = (headers['content-encoding'] || 'identity').trim().toLowerCase() !== 'identity';
    if (Number.isNaN(declared) || isEncoded) return undefined;
    this.#isReserved = true;
    return this.#take(declared);
  }

  /** So much has been read. Returns why there is no room for it. */
  add(bytes: number): LitServeException | undefined {
    return this.#isReserved ? undefined : this.#take(bytes);
  }

  release(): void {
    this.#isOver = true;
    this.budget.giveBack(this.#bytes);
    this.#bytes = 0;
  }

  #take(bytes: number): LitServeException | undefined {
    if (this.#isOver) return undefined;
    if (!this.budget.take(bytes)) return new LitServeException('buffer_full');
    this.#bytes += bytes;
    return undefined;
  }
}
