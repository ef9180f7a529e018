import { Module } from '@nestjs/common';
import { SqueezenetApi } from './squeezenet.api.js';

@Module({ providers: [SqueezenetApi] })
export class SqueezenetModule {}
