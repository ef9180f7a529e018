import { beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { Agent } from 'node:http';
import { ADAPTERS, type Adapter } from '../support/boot-app.js';
import { isAlive, startApp, until, type StartedApp } from '../support/start-app.js';
import { StreamClient } from '../support/stream-client.js';

const MAIN = 'test/fixtures/drain/main.js';
const DRAIN_MS = 1500;
const KILL_GRACE_MS = 500;
/** What starting and ending processes may take on a machine that has other things to do. */
const SLACK_MS = 4000;

const TRIGGERS = { SIGTERM: 'SIGTERM', SIGINT: 'SIGINT', 'close()': 'SIGUSR2' } as const;
type Trigger = keyof typeof TRIGGERS;

interface End {
  /** From the trigger to the exit, in ms. */
  readonly took: number;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Workers that have outlived it. */
  readonly left: readonly number[];
}

const start = (adapter: Adapter, drainMs = DRAIN_MS, env: Record<string, string> = {}): Promise<StartedApp> =>
  startApp(MAIN, { LITSERVE_ADAPTER: adapter, DRAIN_MS: String(drainMs), ...env });

/** Ends the app, and kills what does not. */
async function end(app: StartedApp, trigger: Trigger): Promise<End> {
  const workers = app.workers();
  expect(workers).toHaveLength(1);
  const since = performance.now();
  app.process.kill(TRIGGERS[trigger]);
  const [code, signal] = (await exitOf(app)) as [number | null, NodeJS.Signals | null];
  return { took: performance.now() - since, code, signal, left: workers.filter(isAlive) };
}

async function exitOf(app: StartedApp): Promise<unknown[]> {
  const timer = setTimeout(() => app.process.kill('SIGKILL'), 15_000);
  const exit = await once(app.process, 'exit');
  clearTimeout(timer);
  return exit;
}

/** A signal ends the process by that signal, as whoever sent it expects; `close()` leaves it nothing to do. */
const properEnd = (trigger: Trigger): Partial<End> =>
  trigger === 'close()' ? { code: 0, signal: null, left: [] } : { code: null, signal: trigger, left: [] };

interface Reply {
  readonly status: number;
  readonly code: unknown;
}

async function ask(app: StartedApp, path: string, body: unknown): Promise<Reply> {
  const response = await app.post(path, body);
  const answer: unknown = await response.json();
  return { status: response.status, code: (answer as { code?: unknown }).code };
}

const OK: Reply = { status: 200, code: undefined };
const DRAINING: Reply = { status: 503, code: 'draining' };

async function accepted(app: StartedApp, count: number): Promise<void> {
  await until(`${count} requests are accepted`, async () => {
    const { endpoints } = (await (await app.get('/info')).json()) as {
      endpoints: { stats: { submitted: number } }[];
    };
    return endpoints.reduce((sum, { stats }) => sum + stats.submitted, 0) === count;
  });
}

/** An app with nothing to do, but a connection that a client keeps. */
async function idleApp(adapter: Adapter, trigger: Trigger): Promise<End> {
  const app = await start(adapter, 60_000);
  const agent = new Agent({ keepAlive: true });
  await StreamClient.read(`${app.url}/count`, 1, agent);
  const ended = await end(app, trigger);
  agent.destroy();
  return ended;
}

/** An app in the middle of everything, and more than it can do in its time to drain. */
async function busyApp(adapter: Adapter, trigger: Trigger) {
  const app = await start(adapter);
  const streams = [40, 1_000_000].map((to) => StreamClient.read(`${app.url}/count`, to));
  const unary = ask(app, '/work', 600);
  await accepted(app, 3);
  const queued = [ask(app, '/work', 100), ask(app, '/work', 100)];
  await accepted(app, 5);
  const late = [ask(app, '/work', 60_000), ask(app, '/work', 100)];
  await accepted(app, 7);
  const ended = await end(app, trigger);
  return {
    ended,
    unary: await unary,
    queued: await Promise.all(queued),
    late: await Promise.all(late),
    streams: await Promise.all(streams),
    output: app.output(),
  };
}

/** An app whose only worker never lets go of its thread. */
async function stuckApp(adapter: Adapter, trigger: Trigger) {
  const app = await start(adapter);
  const stuck = ask(app, '/work', 'block');
  await accepted(app, 1);
  return { ended: await end(app, trigger), reply: await stuck };
}

const MATRIX = ADAPTERS.flatMap((adapter) =>
  (Object.keys(TRIGGERS) as Trigger[]).map((trigger) => ({ adapter, trigger })),
);

describe.each(MATRIX)('the end of an app on $adapter by $trigger', ({ adapter, trigger }) => {
  let idle: End;
  let busy: Awaited<ReturnType<typeof busyApp>>;
  let stuck: Awaited<ReturnType<typeof stuckApp>>;
  beforeAll(async () => {
    [idle, busy, stuck] = await Promise.all([
      idleApp(adapter, trigger),
      busyApp(adapter, trigger),
      stuckApp(adapter, trigger),
    ]);
  }, 60_000);

  it('comes at once when it is idle, whatever connections are open', () => {
    expect(idle).toMatchObject(properEnd(trigger));
    expect(idle.took).toBeLessThan(SLACK_MS);
  });

  it('waits for a unary run', () => {
    expect(busy.unary).toEqual(OK);
  });

  it('waits for what is queued, and tells those whose turn does not come in time', () => {
    expect(busy.queued).toEqual([OK, OK]);
    expect(busy.late).toEqual([DRAINING, DRAINING]);
  });

  it('waits for streams, and ends those that last with an event', () => {
    const [finite, endless] = busy.streams;
    expect(finite?.chunks).toHaveLength(40);
    expect(finite?.error).toBeUndefined();
    expect(endless?.error).toMatchObject({ statusCode: 503, code: 'draining' });
    expect(busy.output).toMatch(/finally of 1000000/);
  });

  it('comes when the time of what it waits for is over', () => {
    expect(busy.ended).toMatchObject(properEnd(trigger));
    expect(busy.ended.took).toBeGreaterThanOrEqual(DRAIN_MS - 5);
    expect(busy.ended.took).toBeLessThan(DRAIN_MS + KILL_GRACE_MS + SLACK_MS);
  });

  it('is not kept from coming by a worker that is stuck', () => {
    expect(stuck.reply).toEqual(DRAINING);
    expect(stuck.ended).toMatchObject(properEnd(trigger));
    expect(stuck.ended.took).toBeGreaterThanOrEqual(DRAIN_MS - 5);
    expect(stuck.ended.took).toBeLessThan(DRAIN_MS + KILL_GRACE_MS + SLACK_MS);
  });
});

describe.each(ADAPTERS)('a second signal on %s', (adapter) => {
  it('ends everything at once, and the log says what was cut', async () => {
    const app = await start(adapter, 60_000);
    const cut = [ask(app, '/work', 'block'), ask(app, '/work', 1)].map((one) => one.catch(() => 'cut'));
    await accepted(app, 2);
    const workers = app.workers();
    app.process.kill('SIGTERM');
    // The same signal comes twice where a whole process group gets it; only a later one is meant.
    app.process.kill('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(app.process.exitCode ?? app.process.signalCode).toBeNull();
    const since = performance.now();
    app.process.kill('SIGINT');
    expect(await exitOf(app)).toEqual([null, 'SIGINT']);
    expect(performance.now() - since).toBeLessThan(SLACK_MS);
    await Promise.all(cut);
    expect(app.output()).toMatch(/SIGINT has come again: 2 requests are cut off/);
    expect(workers.filter(isAlive)).toEqual([]);
  }, 60_000);
});

describe('an app without shutdown hooks', () => {
  it('is told so when it starts, and leaves no worker behind', async () => {
    const app = await start('express', 60_000, { SHUTDOWN_HOOKS: 'off' });
    expect(app.output()).toMatch(/call app\.enableShutdownHooks\(\)/);
    const workers = app.workers();
    app.process.kill('SIGTERM');
    expect(await exitOf(app)).toEqual([null, 'SIGTERM']);
    await until('no worker is left', () => !workers.some(isAlive), 2000);
  }, 60_000);

  it('is not told so when it has them', async () => {
    const app = await start('express');
    expect(app.output()).not.toMatch(/enableShutdownHooks/);
    await app.stop();
  }, 60_000);
});
