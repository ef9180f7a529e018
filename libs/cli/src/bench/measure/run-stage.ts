import { closedLoop } from '../load/closed-loop.js';
import type { Exchange } from '../load/exchange.js';
import type { HttpSender } from '../load/http-sender.js';
import type { LoadClock } from '../load/load-clock.js';
import { openLoop } from '../load/open-loop.js';
import type { Objective } from '../objective.js';
import type { EndpointCounts } from '../server/server-info.js';
import { serverSide, type Look } from '../server/watch-server.js';
import type { StageLoad, StageResult } from './stage.js';
import { summarize } from './summarize.js';

/** On average; at random instants, so that looks do not keep step with batches. */
const LOOK_EVERY_MS = 100;

export interface StageRun {
  readonly load: StageLoad;
  readonly warmUpMs: number;
  readonly durationMs: number;
  readonly objective: Objective | undefined;
  readonly clock: LoadClock;
  readonly random: () => number;
  readonly watchLoop: () => () => number;
  readonly sender: HttpSender;
  readonly signal: AbortSignal;
  /** Items that all slots of the endpoint run at once. */
  readonly room: number;
  /** What the endpoint has counted; `undefined` when it does not tell. */
  readonly look: () => Promise<EndpointCounts | undefined>;
  /** @param done 0 to 1 */
  readonly onProgress: (done: number, answered: number, failed: number) => void;
}

/**
 * One level of load.
 *
 * @returns `undefined` when it was interrupted before anything counted
 */
export async function runStage(run: StageRun): Promise<StageResult | undefined> {
  const { load, clock, signal, sender, objective } = run;
  const began = clock.now();
  const from = began + run.warmUpMs;
  const planned = from + run.durationMs;
  const exchanges: Exchange[] = [];
  let failed = 0;
  const onExchange = (exchange: Exchange): void => {
    exchanges.push(exchange);
    if (exchange.error !== undefined) failed += 1;
  };
  const report = (): void =>
    run.onProgress(Math.min((clock.now() - began) / (planned - began), 1), exchanges.length - failed, failed);
  const options = { clock, forMs: planned - began, signal, onExchange, random: run.random };
  const watching = watch(run, from, planned, report);
  await (load.loop === 'closed'
    ? closedLoop(sender.send, load.concurrency, options)
    : openLoop(sender.send, load.perSecond, options));
  const to = signal.aborted ? Math.min(clock.now(), planned) : planned;
  const { looks, generatorUse } = await watching;
  if (to <= from) return undefined;
  return summarize({
    load,
    exchanges,
    from,
    to,
    generatorUse,
    server: serverSide(looks, run.room),
    objective,
  });
}

/** Looks at the server, and at this process, during the part that counts. */
async function watch(
  { clock, signal, look, watchLoop, random }: StageRun,
  from: number,
  to: number,
  report: () => void,
): Promise<{ looks: Look[]; generatorUse: number }> {
  const looks: Look[] = [];
  let useSince: (() => number) | undefined;
  let generatorUse = 0;
  while (clock.now() < to && !signal.aborted) {
    if (clock.now() >= from) {
      useSince ??= watchLoop();
      const counts = await look();
      if (counts && clock.now() <= to) looks.push({ at: clock.now(), counts });
      generatorUse = useSince();
    }
    report();
    const next = clock.now() + LOOK_EVERY_MS * (0.5 + random());
    await clock.until(Math.min(next, clock.now() < from ? Math.max(from, clock.now() + 1) : next));
  }
  return { looks, generatorUse };
}
