import { Module } from '@nestjs/common';
import { LitEndpoint } from 'nestjs-litserve';
import { waitByTimer } from './simulated-time.js';

export const SLOW_MAX_BATCH = 32;

/** A large model on an accelerator of its own: many workers of it use no CPU. */
@LitEndpoint('/predict', { maxBatchSize: SLOW_MAX_BATCH, maxQueueSize: 10_000 })
export class SlowApi {
  async predict(batch: readonly unknown[]): Promise<readonly unknown[]> {
    await waitByTimer(batch.length, { batchMs: 100, itemMs: 4 });
    return batch;
  }
}

@Module({ providers: [SlowApi] })
export class SlowModule {}
