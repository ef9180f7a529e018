import { Body } from '@nestjs/common';
import { LitEndpoint, type Device } from 'nestjs-litserve';
import { PromptDto } from './prompt.dto.js';
import { TinyLm } from './tiny-lm.js';

/** `{ "text": "say: 402" }` → `{ "answer": "four hundred and two" }` */
@LitEndpoint('/predict', { maxBatchSize: 16, pool: 'tinylm' })
export class PredictApi {
  constructor(private readonly lm: TinyLm) {}

  setup(device: Device): Promise<void> {
    return this.lm.load(device);
  }

  decodeRequest(@Body() body: PromptDto): number[] {
    return this.lm.encode(body.text);
  }

  predict(prompts: number[][]): Promise<string[]> {
    return this.lm.answer(prompts);
  }

  encodeResponse(answer: string): { answer: string } {
    return { answer };
  }

  teardown(): Promise<void> {
    return this.lm.dispose();
  }
}
