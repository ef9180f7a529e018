/** How often it looks at most: reading the memory of a process takes a system call. */
const INTERVAL_MS = 1000;

/** Tells, once, that this process uses more memory than it should. It looks after batches only, so at idle it does nothing. */
export class MemoryNotice {
  #lookedAt = -Infinity;
  #hasTold = false;

  constructor(
    private readonly maxRssBytes: number,
    private readonly tell: (rssBytes: number) => void,
    private readonly now: () => number = () => performance.now(),
    private readonly rss: () => number = () => process.memoryUsage.rss(),
  ) {}

  /** A batch is over. */
  look(): void {
    const now = this.now();
    if (this.#hasTold || now - this.#lookedAt < INTERVAL_MS) return;
    this.#lookedAt = now;
    const rssBytes = this.rss();
    if (rssBytes <= this.maxRssBytes) return;
    this.#hasTold = true;
    this.tell(rssBytes);
  }
}
