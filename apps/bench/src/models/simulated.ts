import { Module } from '@nestjs/common';
import { LitEndpoint } from 'nestjs-litserve';
import { SIMULATED, SIMULATED_MAX_BATCH, waitByTimer, waitStuck } from './simulated-time.js';

const OPTIONS = { maxBatchSize: SIMULATED_MAX_BATCH };

@LitEndpoint('/predict', OPTIONS)
export class TimerApi {
  async predict(batch: readonly unknown[]): Promise<readonly unknown[]> {
    await waitByTimer(batch.length, SIMULATED);
    return batch;
  }
}

@LitEndpoint('/predict', OPTIONS)
export class SleepApi {
  async predict(batch: readonly unknown[]): Promise<readonly unknown[]> {
    await waitStuck(batch.length, SIMULATED);
    return batch;
  }
}

@Module({ providers: [TimerApi] })
export class TimerModule {}

@Module({ providers: [SleepApi] })
export class SleepModule {}
