import { Module } from '@nestjs/common';
import { LitServeModule } from 'nestjs-litserve';
import { McpModule } from 'nestjs-litserve/mcp';
import { OpenInferenceModule } from 'nestjs-litserve/open-inference';
import { OpenAIModule } from 'nestjs-litserve/openai';
import { TinyLm } from '../../../quickstart/src/tinylm/tiny-lm.js';
import { ChatApi } from './chat.api.js';
import { EmbedApi } from './embed/embed.api.js';

@Module({
  imports: [
    LitServeModule.forRoot(),
    OpenAIModule.forRoot(),
    OpenInferenceModule.forRoot(),
    McpModule.forRoot(),
  ],
  providers: [TinyLm, ChatApi, EmbedApi],
})
export class AppModule {}
