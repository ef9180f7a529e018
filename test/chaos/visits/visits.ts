import { badInputs } from './bad-inputs.js';
import { moody, poisoned, spoiled } from './batches.js';
import { brokenStreams, endlessStreams } from './broken-streams.js';
import { bystanders, deaths } from './deaths.js';
import { hangs, slowModels } from './hangs.js';
import { healthy } from './healthy.js';
import { impatient } from './impatient.js';
import { leavingEarly, leavingLate } from './leaving.js';
import { pipelines } from './pipelines.js';
import { slowReaders } from './slow-readers.js';
import { streams } from './streams.js';
import { halfUploads, slowUploads } from './uploads.js';
import type { Visit } from './visit.js';

/** Everybody who comes in a round. */
export const VISITS: readonly Visit[] = [
  healthy,
  streams,
  slowReaders,
  leavingEarly,
  leavingLate,
  slowUploads,
  halfUploads,
  impatient,
  pipelines,
  badInputs,
  deaths,
  bystanders,
  hangs,
  slowModels,
  poisoned,
  spoiled,
  moody,
  brokenStreams,
  endlessStreams,
];
