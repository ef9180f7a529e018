import type { LoopOptions } from './closed-loop.js';
import type { Send } from './exchange.js';

/**
 * Requests of independent callers: their gaps are random (a Poisson process), and none waits for another's answer. A
 * latency counts from the instant the request was due, so a server, or a generator, that stalls is charged for all who
 * had to wait for it.
 *
 * @param random numbers in [0, 1)
 */
export async function openLoop(
  send: Send,
  perSecond: number,
  options: LoopOptions & { readonly random: () => number },
): Promise<void> {
  const { clock, forMs, signal, onExchange, random } = options;
  const began = clock.now();
  const pending = new Set<Promise<void>>();
  for (let offset = gapMs(); offset < forMs && !signal.aborted; offset += gapMs()) {
    const due = began + offset;
    // Also when it is late: answers must be read in between, or it never catches up.
    await clock.until(due);
    const exchange = send(due).then(onExchange);
    pending.add(exchange);
    void exchange.then(() => pending.delete(exchange));
  }
  await Promise.all(pending);

  function gapMs(): number {
    return (-Math.log(1 - random()) * 1000) / perSecond;
  }
}
