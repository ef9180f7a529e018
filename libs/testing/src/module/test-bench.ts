import type { AroundPredict, HostedEndpoint, InlineBench } from '#runtime';
import type { VirtualClock } from '../clock/virtual-clock.js';
import { EndpointRecord } from '../endpoint/endpoint-record.js';

/** Stands around the models of one app: sees what runs, and lets faults strike. */
export class TestBench implements InlineBench {
  readonly #records = new Map<string, EndpointRecord>();

  constructor(private readonly clock: VirtualClock) {}

  /** @param name of the endpoint */
  record(name: string): EndpointRecord {
    const record = this.#records.get(name) ?? new EndpointRecord(this.clock);
    this.#records.set(name, record);
    return record;
  }

  around({ assignment }: HostedEndpoint, crash: () => void): AroundPredict {
    return this.record(assignment.name).around(crash);
  }
}
