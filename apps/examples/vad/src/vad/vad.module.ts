import { Module } from '@nestjs/common';
import { VadApi } from './vad.api.js';

@Module({ providers: [VadApi] })
export class VadModule {}
