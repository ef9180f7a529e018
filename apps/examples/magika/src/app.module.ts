import { Module } from '@nestjs/common';
import { LitServeModule } from 'nestjs-litserve';
import { MagikaModule } from './magika/magika.module.js';

@Module({ imports: [LitServeModule.forRoot(), MagikaModule] })
export class AppModule {}
