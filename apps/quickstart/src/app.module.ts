import { Module } from '@nestjs/common';
import { LitServeModule } from 'nestjs-litserve';
import { SquareModule } from './square/square.module.js';
import { TinyLmModule } from './tinylm/tinylm.module.js';

@Module({ imports: [LitServeModule.forRoot(), TinyLmModule, SquareModule] })
export class AppModule {}
