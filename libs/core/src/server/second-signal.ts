const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** What comes this soon after the first is the same signal: a Ctrl-C reaches a process itself and through `npm start`. */
const SAME_SIGNAL_MS = 500;

/**
 * Calls `then` when a signal comes again, once. Begin with it when the first has come, and is taken care of.
 *
 * @returns ends it
 */
export function onSecondSignal(then: (signal: NodeJS.Signals) => void): () => void {
  const since = performance.now();
  const end = (): void => {
    for (const signal of SIGNALS) process.off(signal, listener);
  };
  const listener = (signal: NodeJS.Signals): void => {
    if (performance.now() - since < SAME_SIGNAL_MS) return;
    end();
    then(signal);
  };
  for (const signal of SIGNALS) process.on(signal, listener);
  return end;
}

/**
 * Ends this process although somebody listens: Nest waits for its hooks, whatever comes meanwhile. Listeners of the app have
 * heard of the signal when it came; only without any listener does it end a process, and let it be seen that it did.
 */
export function endBy(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
