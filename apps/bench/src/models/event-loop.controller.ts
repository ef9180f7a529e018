import { Controller, Get } from '@nestjs/common';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 1;

/** Tells how long the event loop of this process was late, since the last time it was asked. */
@Controller()
export class EventLoopController {
  readonly #delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  constructor() {
    this.#delays.enable();
  }

  @Get('/event-loop')
  delays(): { p99: number } {
    // Node counts from one of its samples to the next, so the time between two samples is in every delay.
    const p99 = this.#delays.percentile(99) / 1e6 - RESOLUTION_MS;
    this.#delays.reset();
    return { p99 };
  }
}
