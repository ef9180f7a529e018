import { randomBytes } from 'node:crypto';

const PREFIX_BYTES = 12;

/** Ids that no other process makes, by what is drawn once, and this one never again, as it counts. A UUID costs more. */
export class RequestIds {
  readonly #prefix = randomBytes(PREFIX_BYTES).toString('base64url');
  #count = 0;

  readonly next = (): string => `${this.#prefix}-${++this.#count}`;
}
