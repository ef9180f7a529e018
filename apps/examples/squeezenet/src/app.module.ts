import { Module } from '@nestjs/common';
import { LitServeModule } from 'nestjs-litserve';
import { SqueezenetModule } from './squeezenet/squeezenet.module.js';

@Module({ imports: [LitServeModule.forRoot(), SqueezenetModule] })
export class AppModule {}
