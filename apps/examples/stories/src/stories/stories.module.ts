import { Module } from '@nestjs/common';
import { StoriesApi } from './stories.api.js';

@Module({ providers: [StoriesApi] })
export class StoriesModule {}
