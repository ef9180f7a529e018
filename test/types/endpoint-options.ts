import { Controller } from '@nestjs/common';
import { LitEndpoint, type LitEndpointOptions, type LitServeOptions } from 'nestjs-litserve';
import { bufferTime, onDemand, window } from 'nestjs-litserve/batching';
import { openAIChat } from 'nestjs-litserve/openai';

interface Prompt {
  readonly text: string;
  readonly interactive?: boolean;
}

@LitEndpoint()
@LitEndpoint('/predict')
@LitEndpoint('/predict', { stream: true, maxBatchSize: 16, batchTimeoutMs: 5 })
@LitEndpoint({ path: '/predict', version: ['1', '2'], metadata: { owner: 'us' } })
@LitEndpoint({ batching: onDemand(), devices: ['cuda:1', 0], workersPerDevice: { min: 0, max: 4 } })
@LitEndpoint({ batching: window(), env: { MODEL: 'x' }, inheritEnv: ['HOME'], accelerator: 'gpu' })
@LitEndpoint({ specs: [openAIChat({ model: 'echo' })] })
// Scheduling functions say what the request is.
@LitEndpoint({
  priority: ({ interactive }: Prompt) => (interactive ? 'high' : 'low'),
  cost: ({ text }: Prompt) => text.length,
  batchKey: ({ text }: Prompt) => String(text.length),
  affinity: ({ text }: Prompt) => (text === '' ? undefined : text),
})
export class GoodApi {
  predict(input: Prompt): string {
    return input.text;
  }
}

export const strategies = [onDemand(), window(), bufferTime(5)];

/** Options are values that can be kept. */
export const kept = { maxBatchSize: 8, isolation: 'inline' } as const satisfies LitEndpointOptions;
export const app: LitServeOptions = { ...kept, pools: { gpu: { workersPerDevice: 2 } }, healthPath: false };

export const bad: readonly LitEndpointOptions[] = [
  // @ts-expect-error no such option
  { batchSize: 8 },
  // @ts-expect-error a number
  { maxBatchSize: '8' },
  // @ts-expect-error the unit is in the name
  { timeout: 1_000 },
  // @ts-expect-error 'process' or 'inline'
  { isolation: 'thread' },
  // @ts-expect-error not a priority
  { priority: () => 'urgent' },
  // @ts-expect-error a scheduling function is not async
  { cost: async () => 1 },
  // @ts-expect-error an Error is no batching strategy
  { batching: new Error() },
  // @ts-expect-error what a module is called is not its descriptor
  { specs: ['openai'] },
  // @ts-expect-error 'auto' or 'none' or lists
  { cpuAffinity: 'some' },
  // @ts-expect-error values of the environment are texts
  { env: { PORT: 1 } },
];

// @ts-expect-error the path is given once
LitEndpoint('/predict', { path: '/other' });
// @ts-expect-error a path is a text
LitEndpoint(/predict/);

export const badApp: readonly LitServeOptions[] = [
  // @ts-expect-error a path belongs to an endpoint
  { path: '/predict' },
  // @ts-expect-error options of pools are under their names
  { pools: { workersPerDevice: 2 } },
  // @ts-expect-error a path, or false
  { healthPath: true },
  // @ts-expect-error classes, not names
  { workerExclude: ['ScheduleModule'] },
];

/** It decorates classes, not methods. */
@Controller()
export class NotAnEndpoint {
  // @ts-expect-error a class decorator
  @LitEndpoint('/predict')
  predict(): void {}
}
