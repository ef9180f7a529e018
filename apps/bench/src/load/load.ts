import { startJobProcess, type JobProcess } from '../measure/job-process.js';
import type { LoadLog } from './load-log.js';
import type { LoadJob } from './load-main.js';

export type Load = JobProcess<LoadJob, LoadLog>;

export function startLoad(): Promise<Load> {
  return startJobProcess(new URL('./load-main.js', import.meta.url));
}
