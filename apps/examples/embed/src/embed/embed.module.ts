import { Module } from '@nestjs/common';
import { EmbedApi } from './embed.api.js';

@Module({ providers: [EmbedApi] })
export class EmbedModule {}
