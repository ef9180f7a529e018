import type { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import { LITSERVE_VERSION } from '../lit-serve.version.js';
import { listRoutes, publicPaths } from '../routing/route-table.js';
import type { ServedEndpoint, Serving } from '../serving.js';
import type { RunningPools } from '../server/running-pools.js';
import type { EndpointStats, ResolvedEndpointOptions } from '#endpoint';
import type { QueueStats } from '#queue';
import type { EndpointHealth, EndpointInfo, HealthReport, InfoReport } from './reports.js';

/** Asks the workers, and says for each endpoint whether it can answer now. */
export async function healthReport(
  { endpoints }: Serving,
  running: RunningPools,
  isEnding: boolean,
): Promise<HealthReport> {
  const pools = await running.report();
  const healthOf = ({ definition: { options }, server }: ServedEndpoint): EndpointHealth => {
    const pool = pools.find(({ name }) => name === options.pool);
    const draining = isEnding ? 'draining' : undefined;
    const reason = draining ?? (pool ? pool.reason : 'no worker is ready');
    const { waiting, leased } = server.queue.stats();
    return {
      name: options.name,
      pool: options.pool,
      status: reason === undefined ? 'ok' : 'unavailable',
      waiting,
      running: leased,
      ...(reason === undefined ? {} : { reason }),
    };
  };
  const reports = endpoints.map(healthOf);
  return {
    status: reports.every(({ status }) => status === 'ok') ? 'ok' : 'unavailable',
    endpoints: reports,
    pools,
  };
}

export function infoReport(
  serving: Serving,
  modules: ModulesContainer,
  config: ApplicationConfig,
): InfoReport {
  const routes = listRoutes(modules, config);
  const endpoints = serving.endpoints.map(({ definition: { options }, generated, server }): EndpointInfo => {
    const own = routes.filter(({ controller }) => controller === generated.cls);
    const paths = own.flatMap((route) => publicPaths(route, config));
    const { name, ...limits } = shownOptions(options);
    return { name, method: 'POST', paths, ...limits, stats: statsOf(server.queue.stats()) };
  });
  const pools = serving.pools.map(({ name, options }) => ({
    name,
    isolation: options.isolation,
    workersPerDevice: options.workersPerDevice,
  }));
  const sum = (count: 'waiting' | 'running'): number =>
    endpoints.reduce((total, { stats }) => total + stats[count], 0);
  const stats = { waiting: sum('waiting'), running: sum('running') };
  return { server: { name: 'nestjs-litserve', version: LITSERVE_VERSION }, stats, endpoints, pools };
}

/** The options that say something to whoever calls the endpoint. */
const SHOWN = [
  'name',
  'pool',
  'stream',
  'maxBatchSize',
  'batchTimeoutMs',
  'concurrency',
  'timeoutMs',
  'maxQueueSize',
  'maxPayloadBytes',
  'metadata',
] as const satisfies readonly (keyof ResolvedEndpointOptions)[];

function shownOptions(
  options: ResolvedEndpointOptions,
): Pick<ResolvedEndpointOptions, (typeof SHOWN)[number]> {
  return Object.fromEntries(SHOWN.map((name) => [name, options[name]])) as ReturnType<typeof shownOptions>;
}

/** The counts of a queue, without those that only say something to us. */
export function statsOf({ batchSizes, leased, late: _late, ...counts }: QueueStats): EndpointStats {
  return { ...counts, running: leased, batches: Object.fromEntries(batchSizes) };
}
