import { Module } from '@nestjs/common';
import { PredictApi } from './predict.api.js';
import { StreamApi } from './stream.api.js';
import { TinyLm } from './tiny-lm.js';

@Module({ providers: [TinyLm, PredictApi, StreamApi] })
export class TinyLmModule {}
