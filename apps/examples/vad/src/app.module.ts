import { Module } from '@nestjs/common';
import { LitServeModule } from 'nestjs-litserve';
import { VadModule } from './vad/vad.module.js';

@Module({ imports: [LitServeModule.forRoot(), VadModule] })
export class AppModule {}
