import type { BenchSystem } from './bench-system.js';
import type { Exchange } from './load/exchange.js';
import type { BenchRequest } from './load/http-sender.js';

/** Why there is nothing to measure. */
export class BenchRefusedError extends Error {}

const UNREACHABLE = /^E[A-Z_]+$/;

/**
 * Sends one request, so that nobody measures how fast errors are.
 *
 * @returns how long its answer took, in milliseconds
 * @throws BenchRefusedError with what came, and what helps
 */
export async function tryOnce(
  request: BenchRequest,
  { sender, clock }: Pick<BenchSystem, 'sender' | 'clock'>,
): Promise<number> {
  const one = sender(request);
  try {
    const exchange = await one.send(clock.now());
    if (exchange.error !== undefined) throw new BenchRefusedError(refusal(request, exchange));
    return exchange.endAt - exchange.dueAt;
  } finally {
    one.close();
  }
}

function refusal(
  { url, method, timeoutMs }: BenchRequest,
  { error = '', body, retryAfter }: Exchange,
): string {
  const where = `${method} ${url.href}`;
  if (UNREACHABLE.test(error)) {
    return `cannot reach ${url.origin}: ${body ?? error}\nstart the server, or look at host and port`;
  }
  if (error === 'timeout')
    return `${where} was not answered within ${timeoutMs} ms: --timeout-ms waits longer`;
  const shown = body === undefined || body === '' ? '' : `\n${body}`;
  const retry = retryAfter === undefined ? '' : `, Retry-After ${retryAfter}`;
  return `${where} gave ${error}${retry}, so there is nothing to measure; look at --data, --header and --method${shown}`;
}
