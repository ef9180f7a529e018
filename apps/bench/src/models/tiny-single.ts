import { Module } from '@nestjs/common';
import { LitEndpoint } from 'nestjs-litserve';

/** The same with no option at all: one item at a time. */
@LitEndpoint('/predict')
export class TinySingleApi {
  predict({ input }: { readonly input: number }): { output: number } {
    return { output: input ** 2 };
  }
}

@Module({ providers: [TinySingleApi] })
export class TinySingleModule {}
