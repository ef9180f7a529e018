import { Module, type DynamicModule } from '@nestjs/common';
import type { Calls } from '../calls/calls.js';
import { WORKER_CALLS, type WorkerCalls } from '../calls/worker-calls.js';
import type { LocatedEndpoint } from './locate-hosts.js';

/** Gives all modules of a worker the way to the endpoints of the app. */
@Module({})
export class WorkerCallsModule {
  /** @param endpoints those of the whole app */
  static over(calls: Calls, endpoints: readonly LocatedEndpoint[]): DynamicModule {
    const endpointId: WorkerCalls['endpointId'] = (cls, name) =>
      endpoints.find((one) => one.cls === cls && (name === undefined || one.name === name))?.id;
    const provider = { provide: WORKER_CALLS, useValue: { calls, endpointId } satisfies WorkerCalls };
    return { module: WorkerCallsModule, global: true, providers: [provider], exports: [WORKER_CALLS] };
  }
}
