import type { Clock } from '../clock.js';

/** When a worker is replaced although nothing is wrong with it; each of them is optional. */
export interface RecycleLimits {
  /** Items it was given. */
  readonly maxRequests?: number | undefined;
  /** Since it was ready, in ms. */
  readonly maxAgeMs?: number | undefined;
  /** Resident memory of its process. */
  readonly maxRssBytes?: number | undefined;
}

/** The part of its age that a worker may be spared: workers that started together should not come due together. */
const JITTER = 0.1;

/** Notices that a worker has served enough, and says why, once. */
export class RecycleWatch {
  #items = 0;
  #isOver = false;
  #cancelAge: () => void = () => {};

  constructor(
    private readonly limits: RecycleLimits,
    private readonly clock: Clock,
    private readonly random: () => number,
    private readonly due: (why: string) => void,
  ) {}

  /** The worker is ready: its age counts from here. */
  begin(): void {
    const { maxAgeMs } = this.limits;
    if (maxAgeMs === undefined) return;
    const age = maxAgeMs * (1 - JITTER * this.random());
    this.#cancelAge = this.clock.after(age, () => this.#tell(`it is ${Math.round(age)} ms old`));
  }

  /** It was given so many items. */
  gave(items: number): void {
    const { maxRequests } = this.limits;
    this.#items += items;
    if (maxRequests !== undefined && this.#items >= maxRequests)
      this.#tell(`it was given ${this.#items} requests`);
  }

  /** What it has told of its memory. */
  measured(rssBytes: number): void {
    const { maxRssBytes } = this.limits;
    if (maxRssBytes !== undefined && rssBytes > maxRssBytes) {
      this.#tell(`it uses ${rssBytes} bytes of memory, and maxRssBytes is ${maxRssBytes}`);
    }
  }

  end(): void {
    this.#isOver = true;
    this.#cancelAge();
  }

  #tell(why: string): void {
    if (this.#isOver) return;
    this.end();
    this.due(why);
  }
}
