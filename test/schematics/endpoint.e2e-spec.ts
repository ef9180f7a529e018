import { afterAll, describe, expect, it } from '@jest/globals';
import { appFiles } from './support/app-files.js';
import { Generator } from './support/generator.js';

const generator = new Generator();
afterAll(() => generator.stop());

describe('endpoint', () => {
  it('gives a class in a folder a module, which the nearest module imports', async () => {
    const { files } = await generator.run('endpoint', { name: 'sentiment' }, appFiles());
    const paths = Object.keys(files).filter((path) => path.startsWith('/src/sentiment/'));
    expect(paths.map((path) => path.slice('/src/sentiment/'.length)).toSorted()).toEqual([
      'sentiment.api.spec.ts',
      'sentiment.api.ts',
      'sentiment.dto.ts',
      'sentiment.module.ts',
    ]);
    expect(files['/src/app.module.ts']).toBe(`import { Module } from '@nestjs/common';
import { AppController } from './app.controller.js';
import { AppService } from './app.service.js';
import { SentimentModule } from './sentiment/sentiment.module.js';
import { LitServeModule } from 'nestjs-litserve';

@Module({
  imports: [SentimentModule, LitServeModule.forRoot()],
  controllers: [AppController],
  providers: [AppService],
})
export class AppModule {}
`);
  });

  it('says what is wrong with a name', async () => {
    await expect(generator.run('lit', { name: '2fast' }, appFiles())).rejects.toThrow(
      'Expected a name of letters, digits and dashes that begins with a letter, such as models/sentiment, got "2fast"',
    );
  });
});
