import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ValidationPipe, type INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import { AppModule } from './app.module.js';

describe('the quickstart app', () => {
  let app: INestApplication;

  beforeAll(async () => {
    const testing = await Test.createTestingModule({ imports: [AppModule] }).compile();
    app = testing.createNestApplication();
    app.useGlobalPipes(new ValidationPipe({ whitelist: true }));
    await app.listen(0);
  });
  afterAll(() => app.close());

  const post = (path: string, body: object) => request(app.getHttpServer()).post(path).send(body);

  it('answers requests that come together, each with its own', async () => {
    const texts = ['say: 402', 'num: four hundred and two', 'time: half past nine in the evening'];

    const answers = await Promise.all(texts.map((text) => post('/predict', { text }).expect(200)));

    expect(answers.map(({ body }) => body)).toEqual([
      { answer: 'four hundred and two' },
      { answer: '402' },
      { answer: '21:30' },
    ]);
  });

  it.each([
    ['/predict', { text: 'say: FOUR' }, 'text contains "F" at position 6'],
    ['/predict', { text: '' }, 'text must not be empty'],
    ['/predict', { text: 'a'.repeat(222) }, 'text has 222 characters, the model takes 221'],
    ['/predict', { text: 4 }, 'text must be a string'],
    ['/square', { input: 'four' }, 'input must be a number'],
  ])('refuses %s %j with a 400 that says why', async (path, body, why) => {
    const answer = await post(path, body).expect(400);

    expect(JSON.stringify(answer.body.message)).toContain(JSON.stringify(why).slice(1, -1));
  });

  it('serves a class without any model', async () => {
    const { body } = await post('/square', { input: 4 }).expect(200);

    expect(body).toEqual({ output: 16 });
  });
});
