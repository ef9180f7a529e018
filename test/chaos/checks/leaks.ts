import type { Diagnostics } from '../../fixtures/chaos/diagnostics.js';
import { KEPT } from '../support/exchange.js';
import type { ChaosApp } from '../support/chaos-app.js';
import { expectThat } from '../support/violation.js';
import { eventually } from './eventually.js';

const MIB = 1024 ** 2;
/** What compiled code, caches and pools of buffers may take on top of what is there after the first rounds. */
const GROWTH_BYTES = 8 * MIB;
/** A timer that is done is counted until it is collected; a few are there or not. */
const TIMER_SLACK = 12;
const SETTLE_MS = 10_000;
/** The one that asks. */
const CONNECTIONS = 1;

/** Compares what the HTTP process holds when nobody is there with what it held after its first rounds. */
export class LeakCheck {
  #first: Diagnostics | undefined;
  #last: Diagnostics | undefined;

  get summary(): string {
    const [first, last] = [this.#first, this.#last];
    if (!first || !last) return 'not measured';
    const grown = (last.heapBytes + last.externalBytes - first.heapBytes - first.externalBytes) / MIB;
    return `${grown.toFixed(1)} MiB of heap and external, RSS ${((last.rssBytes - first.rssBytes) / MIB).toFixed(0)} MiB`;
  }

  /** @throws Violation when it holds more */
  async look(app: ChaosApp): Promise<void> {
    // Our own kept connections are no leak of the server's.
    KEPT.destroy();
    await eventually(SETTLE_MS, async () => {
      const now = await app.diagnostics();
      this.#last = now;
      expectThat(now.connections === CONNECTIONS, `${CONNECTIONS} connection`, now.connections);
      if (this.#first) compare(this.#first, now);
    });
    this.#first ??= this.#last;
  }
}

function compare(first: Diagnostics, now: Diagnostics): void {
  expectThat(now.listeners === first.listeners, `${first.listeners} listeners`, now.listeners);
  const grown = now.heapBytes + now.externalBytes - first.heapBytes - first.externalBytes;
  expectThat(grown <= GROWTH_BYTES, `at most ${GROWTH_BYTES} bytes more`, { first, now });
  for (const kind of new Set([...Object.keys(first.resources), ...Object.keys(now.resources)])) {
    const [before = 0, after = 0] = [first.resources[kind], now.resources[kind]];
    const slack = /Timeout|Immediate/.test(kind) ? TIMER_SLACK : 0;
    expectThat(after <= before + slack, `${before} of ${kind}`, after);
  }
}
