import { Body } from '@nestjs/common';
import { DONE, LitEndpoint, type Device } from 'nestjs-litserve';
import { PromptDto } from './prompt.dto.js';
import { TinyLm } from './tiny-lm.js';

/** The same answers as `/predict`, a character at a time, from the same loaded model. */
@LitEndpoint('/stream', { stream: true, maxBatchSize: 16, pool: 'tinylm' })
export class StreamApi {
  constructor(private readonly lm: TinyLm) {}

  setup(device: Device): Promise<void> {
    return this.lm.load(device);
  }

  decodeRequest(@Body() body: PromptDto): number[] {
    return this.lm.encode(body.text);
  }

  async *predict(prompts: number[][]): AsyncGenerator<unknown[]> {
    for await (const step of this.lm.generate(prompts)) {
      yield step.map((token) => (token === undefined ? DONE : this.lm.decode([token])));
    }
  }
}
