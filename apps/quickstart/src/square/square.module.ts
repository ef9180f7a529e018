import { Module } from '@nestjs/common';
import { SquareApi } from './square.api.js';

@Module({ providers: [SquareApi] })
export class SquareModule {}
