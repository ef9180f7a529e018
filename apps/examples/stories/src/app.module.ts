import { Module } from '@nestjs/common';
import { LitServeModule } from 'nestjs-litserve';
import { StoriesModule } from './stories/stories.module.js';

@Module({ imports: [LitServeModule.forRoot(), StoriesModule] })
export class AppModule {}
