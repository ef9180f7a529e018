import { Module } from '@nestjs/common';
import { LitEndpoint } from 'nestjs-litserve';
import { openAIChat, OpenAIModule } from 'nestjs-litserve/openai';
import { BurstApi, TurnsApi } from './tokens.js';

/** The same tokens by two doors: the endpoint's own route, and OpenAI's. */
@LitEndpoint('/burst', { stream: true, concurrency: 64, specs: [openAIChat({ model: 'burst' })] })
class ChatBurstApi extends BurstApi {}

@LitEndpoint('/turns', { stream: true, concurrency: 64, specs: [openAIChat({ model: 'turns' })] })
class ChatTurnsApi extends TurnsApi {}

@Module({ imports: [OpenAIModule.forRoot()], providers: [ChatBurstApi, ChatTurnsApi] })
export class ChatModule {}
