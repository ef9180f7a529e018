import { Body, Controller, Module, Post } from '@nestjs/common';
import { EndpointRef, InjectEndpoint, LitEndpoint } from 'nestjs-litserve';
import { TinyApi } from './tiny.js';

/** More than any suite lets wait. */
const MAX_QUEUE_SIZE = 200_000;

@LitEndpoint('/predict', { maxBatchSize: 64, maxQueueSize: MAX_QUEUE_SIZE, timeoutMs: 60_000 })
export class QueuedApi extends TinyApi {}

export interface FillJob {
  readonly items: number;
  readonly atOnce: number;
}

/** What a queue is filled with by requests, without their cost: so many items from code, so many at once. */
@Controller()
export class FillController {
  constructor(@InjectEndpoint(QueuedApi) private readonly queued: EndpointRef<QueuedApi>) {}

  @Post('/fill')
  async fill(@Body() { items, atOnce }: FillJob): Promise<void> {
    for (let left = items; left > 0; left -= atOnce) {
      const answers = Array.from({ length: Math.min(atOnce, left) }, (_, input) =>
        this.queued.predict({ input }),
      );
      await Promise.all(answers);
    }
  }
}

@Module({ providers: [QueuedApi], controllers: [FillController] })
export class QueuedModule {}
