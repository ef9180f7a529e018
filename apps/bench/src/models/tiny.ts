import { Module } from '@nestjs/common';
import { LitEndpoint } from 'nestjs-litserve';

/** So little work that what is left is the cost of serving. */
@LitEndpoint('/predict', { maxBatchSize: 64 })
export class TinyApi {
  predict(batch: readonly { readonly input: number }[]): { output: number }[] {
    return batch.map(({ input }) => ({ output: input ** 2 }));
  }
}

@Module({ providers: [TinyApi] })
export class TinyModule {}
