import type { StageLoad } from '../measure/stage.js';
import { rate } from './figures.js';

export const loadName = (load: StageLoad): string =>
  load.loop === 'closed'
    ? `${load.concurrency} ${load.concurrency === 1 ? 'caller' : 'callers'}`
    : `${rate(load.perSecond)} due`;
