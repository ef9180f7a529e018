import { Module } from '@nestjs/common';
import { LitServeModule } from 'nestjs-litserve';
import { EmbedModule } from './embed/embed.module.js';

@Module({ imports: [LitServeModule.forRoot(), EmbedModule] })
export class AppModule {}
