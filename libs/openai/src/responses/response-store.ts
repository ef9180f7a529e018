import { toJson } from '#core';
import type { ResponseItem } from './response-item.js';
import type { ResponseObject } from './response-object.js';

/** A response that can be asked for later. */
export interface StoredResponse {
  readonly response: ResponseObject;
  /** All that its model was given, the conversation before it included. */
  readonly input: readonly ResponseItem[];
  /** Whose it is; `null` where the app does not tell. */
  readonly owner: string | null;
}

export interface StoreLimits {
  readonly maxStored: number;
  readonly maxStoredBytes: number;
  readonly ttlMs: number;
}

interface Entry {
  /** As JSON: what it takes is what is counted. */
  readonly bytes: Buffer;
  readonly itemIds: readonly string[];
  readonly expiresAt: number;
}

/**
 * Responses of this process. What does not fit any more goes, the oldest first; what is too old is not found, and goes
 * when the next one comes. Each has its whole conversation, so that none needs another.
 */
export class ResponseStore {
  /** Oldest first, and thereby also by when they expire. */
  readonly #entries = new Map<string, Entry>();
  /** By the id of an item of their output, the ids of the responses. */
  readonly #byItem = new Map<string, string>();
  #bytes = 0;

  /** @param now in milliseconds, never running backwards */
  constructor(
    private readonly limits: StoreLimits,
    private readonly now: () => number,
  ) {}

  /** @returns false when it is larger than the store */
  put(stored: StoredResponse): boolean {
    const bytes = Buffer.from(toJson(stored));
    const { maxStored, maxStoredBytes, ttlMs } = this.limits;
    if (maxStored === 0 || bytes.length > maxStoredBytes) return false;
    const { id, output } = stored.response;
    this.delete(id);
    this.#makeRoom(maxStored - 1, maxStoredBytes - bytes.length);
    const itemIds = output.map((item) => item.id);
    this.#entries.set(id, { bytes, itemIds, expiresAt: this.now() + ttlMs });
    for (const itemId of itemIds) this.#byItem.set(itemId, id);
    this.#bytes += bytes.length;
    return true;
  }

  get(id: string): StoredResponse | undefined {
    const entry = this.#entries.get(id);
    if (!entry || entry.expiresAt <= this.now()) return undefined;
    return JSON.parse(entry.bytes.toString()) as StoredResponse;
  }

  /** The id of the response that an item is output of. */
  withItem(itemId: string): string | undefined {
    return this.#byItem.get(itemId);
  }

  /** @returns whether it was there */
  delete(id: string): boolean {
    const entry = this.#entries.get(id);
    if (!entry) return false;
    this.#entries.delete(id);
    for (const itemId of entry.itemIds) this.#byItem.delete(itemId);
    this.#bytes -= entry.bytes.length;
    return true;
  }

  #makeRoom(count: number, bytes: number): void {
    for (const [id, { expiresAt }] of this.#entries) {
      if (expiresAt > this.now() && this.#entries.size <= count && this.#bytes <= bytes) return;
      this.delete(id);
    }
  }
}
