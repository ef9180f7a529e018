/**
 * Flags of node that belong to one process only. A debugger port is taken, a watcher would restart the worker, and the
 * test runner, eval and print would run something else than the entry file.
 */
const NOT_FOR_WORKERS =
  /^(--(inspect|debug-port|watch|test|experimental-test|eval|print|check|interactive|input-type)([-=]|$)|-[epci]{1,2}$)/;

/**
 * What is left of a list of node's flags for a worker. A value that stands after its flag goes with it: among flags,
 * only a value can begin without a dash.
 */
export function workerFlags(flags: readonly string[]): string[] {
  let isDropping = false;
  return flags.filter((flag) => {
    if (flag.startsWith('-')) isDropping = NOT_FOR_WORKERS.test(flag);
    return !isDropping;
  });
}

/** The same for the text of `NODE_OPTIONS`, whose values may be quoted. */
export function workerNodeOptions(text: string): string {
  const words = text.match(/(?:[^\s"]|"(?:\\.|[^"\\])*")+/g) ?? [];
  return workerFlags(words).join(' ');
}
