import { Module } from '@nestjs/common';
import { MagikaApi } from './magika.api.js';

@Module({ providers: [MagikaApi] })
export class MagikaModule {}
