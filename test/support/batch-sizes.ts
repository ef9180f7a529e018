import type { InfoReport } from 'nestjs-litserve';
import type { StartedApp } from './start-app.js';

/** How many items the batches of an endpoint had so far. */
export async function batchSizes(app: StartedApp, endpoint: string): Promise<number[]> {
  const { endpoints } = (await (await app.get('/info')).json()) as InfoReport;
  return Object.keys(endpoints.find(({ name }) => name === endpoint)?.stats.batches ?? {}).map(Number);
}
