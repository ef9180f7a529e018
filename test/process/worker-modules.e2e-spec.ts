import { describe, expect, it } from '@jest/globals';
import { startApp } from '../support/start-app.js';

const MAIN = 'test/fixtures/worker-modules/main.js';

describe('workerExclude', () => {
  it('keeps a module out of workers, wherever it is imported, and says what still starts there', async () => {
    const app = await startApp(MAIN);
    try {
      const answer: unknown = await (await app.post('/answer', 1)).json();
      expect(answer).toEqual({ worker: true, database: true, scheduler: false });
      expect(
        app
          .output()
          .match(/(?:scheduler|database) in \w+ process/g)
          ?.toSorted(),
      ).toEqual(['database in http process', 'database in worker process', 'scheduler in http process']);
      expect(app.output()).toMatch(
        /AppModule provides AnswerApi, so each worker starts .*: DatabaseModule\. /,
      );
    } finally {
      await app.stop();
    }
  }, 60_000);

  it('says at boot what an endpoint needs of a module that was left out, and the cure', async () => {
    await expect(startApp(MAIN, { EXCLUDE_TOO_MUCH: '1' })).rejects.toThrow(
      /AnswerApi needs Database of DatabaseModule, which workerExclude keeps out of workers\. Take DatabaseModule out/,
    );
  }, 60_000);
});
