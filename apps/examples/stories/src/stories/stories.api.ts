import { Body, UsePipes, ValidationPipe } from '@nestjs/common';
import { LitContext, LitEndpoint, type Device } from 'nestjs-litserve';
import type { GeneratedStep } from 'nestjs-litserve/onnx';
import { findModel } from '../../../models/find-model.js';
import { PromptDto } from './prompt.dto.js';
import { STORIES, StoryTeller, type Beginning } from './story-teller.js';

/** `{ "prompt": "Lily had a red ball" }` → how it goes on, a few letters an event */
@LitEndpoint('/predict', { stream: true, maxBatchSize: 16 })
@UsePipes(new ValidationPipe({ whitelist: true }))
export class StoriesApi {
  private teller!: StoryTeller;

  async setup(device: Device): Promise<void> {
    this.teller = await StoryTeller.load(findModel(STORIES).folder, device);
  }

  decodeRequest(@Body() { prompt, steps }: PromptDto, { state }: LitContext): Beginning {
    state['startsText'] = prompt === '';
    return this.teller.begin(prompt, steps);
  }

  predict(beginnings: Beginning[], contexts: LitContext[]): AsyncGenerator<GeneratedStep> {
    return this.teller.tell(
      beginnings,
      contexts.map(({ signal }) => signal),
    );
  }

  async *encodeResponse(tokens: AsyncIterable<number>, { state }: LitContext): AsyncGenerator<string> {
    yield* this.teller.read(tokens, state['startsText'] === true);
  }

  teardown(): Promise<void> {
    return this.teller.dispose();
  }
}
