import { Body } from '@nestjs/common';
import { LitContext, LitEndpoint, type Device } from 'nestjs-litserve';
import type { GeneratedStep } from 'nestjs-litserve/onnx';
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

  predict(prompts: number[][], contexts: LitContext[]): AsyncGenerator<GeneratedStep> {
    return this.lm.generate(prompts, { signals: contexts.map(({ signal }) => signal) });
  }

  encodeResponse(token: number): string {
    return this.lm.decode([token]);
  }
}
