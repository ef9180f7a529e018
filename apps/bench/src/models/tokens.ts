import { Module } from '@nestjs/common';
import { LitEndpoint } from 'nestjs-litserve';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { TOKENS } from './token-text.js';

/** All tokens are there at once, as from a cache. */
@LitEndpoint('/predict', { stream: true, concurrency: 64 })
export class BurstApi {
  *predict(): Generator<string> {
    yield* TOKENS;
  }
}

/** One token per turn of the event loop: nothing can be put together. */
@LitEndpoint('/predict', { stream: true, concurrency: 64 })
export class TurnsApi {
  async *predict(): AsyncGenerator<string> {
    for (const token of TOKENS) {
      await nextTurn();
      yield token;
    }
  }
}

@Module({ providers: [BurstApi] })
export class BurstModule {}

@Module({ providers: [TurnsApi] })
export class TurnsModule {}
