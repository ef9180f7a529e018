import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Segment } from '../../apps/examples/vad/src/vad/segments.js';
import { SILERO_VAD, type Rate } from '../../apps/examples/vad/src/vad/silero-vad.js';
import type { Heard } from '../../apps/examples/vad/src/vad/vad-stream.js';
import { ADAPTERS } from '../support/boot-app.js';
import { batchSizes } from '../support/batch-sizes.js';
import { suiteOf } from '../support/example-models.js';
import { inFlight } from '../support/in-flight.js';
import { startApp, until, type StartedApp } from '../support/start-app.js';
import { wholeSegments } from '../support/whole-segments.js';

const WAV = 'speech_a_16k.wav';
/** Of a plain WAV file; samples follow. */
const WAV_HEADER_BYTES = 44;
const { suite, reason, folder } = suiteOf(SILERO_VAD, 'give/expected.json', `give/${WAV}`);
const MODEL = join(folder, 'model.onnx');

interface Audio {
  readonly rate: Rate;
  /** 16 bits a sample. */
  readonly pcm: Buffer;
  readonly segments: readonly Segment[];
}

/** What the model's own program says of it. */
function stored(): Audio {
  const expected = JSON.parse(readFileSync(join(folder, 'give/expected.json'), 'utf8')) as Record<
    string,
    { timestamps_samples: Segment[] }
  >;
  const pcm = readFileSync(join(folder, 'give', WAV)).subarray(WAV_HEADER_BYTES);
  return { rate: '16000', pcm, segments: expected[WAV]?.timestamps_samples ?? [] };
}

/** The same with every other sample, and what the model says of it as a whole. */
async function halved({ pcm }: Audio): Promise<Audio> {
  const half = Buffer.alloc(pcm.length / 2);
  for (let at = 0; at < half.length; at += 2) pcm.copy(half, at, at * 2, at * 2 + 2);
  return { rate: '8000', pcm: half, segments: await wholeSegments(MODEL, half, 8000) };
}

suite(`the vad example${reason}`, () => {
  let fast: Audio;
  let slow: Audio;
  beforeAll(async () => {
    fast = stored();
    slow = await halved(fast);
  }, 60_000);

  it('is held against segments that are those its authors get', async () => {
    expect(await wholeSegments(MODEL, fast.pcm, 16_000)).toEqual(fast.segments);
    expect(fast.segments.length).toBeGreaterThan(5);
    expect(slow.segments.length).toBeGreaterThan(5);
  });

  describe.each(ADAPTERS)('on %s, with real worker processes', (adapter) => {
    let app: StartedApp;
    beforeAll(async () => {
      app = await startApp('apps/examples/vad/src/main.js', { PORT: '0', LITSERVE_ADAPTER: adapter });
    }, 60_000);
    afterAll(() => app.stop(), 30_000);

    const send = (query: Record<string, string>, body: Buffer): Promise<Response> =>
      fetch(`${app.url}/predict?${String(new URLSearchParams(query))}`, { method: 'POST', body });
    const hear = async (query: Record<string, string>, body: Buffer): Promise<Heard> =>
      (await (await send(query, body)).json()) as Heard;

    /** Sends it as a live stream, in pieces of so many bytes, and collects its segments. */
    async function stream({ rate, pcm }: Audio, session: string, bytes: number): Promise<Segment[]> {
      const found: Segment[] = [];
      for (let at = 0; at < pcm.length; at += bytes) {
        const isLast = at + bytes >= pcm.length;
        const query = { session, rate, start: String(at === 0), end: String(isLast) };
        const { segments } = await hear(query, pcm.subarray(at, at + bytes));
        found.push(...segments);
      }
      return found;
    }

    it('finds the stored segments in every live stream, at both rates, whatever its pieces', async () => {
      const live = [
        { audio: fast, bytes: 10_240 },
        { audio: slow, bytes: 10_240 },
        { audio: fast, bytes: 24_690 },
        { audio: slow, bytes: 100_002 },
        { audio: fast, bytes: 300_002 },
      ];
      const found = await inFlight(live.length, live, ({ audio, bytes }, at) =>
        stream(audio, `live-${at}`, bytes),
      );
      expect(found).toEqual(live.map(({ audio }) => audio.segments));
      expect(Math.max(...(await batchSizes(app, 'vad')))).toBeGreaterThan(1);
      expect(app.workers()).toHaveLength(2);
    }, 60_000);

    it('forgets a stream that has ended, and refuses what belongs to none', async () => {
      const silence = Buffer.alloc(32_000);
      expect(await hear({ session: 'a', start: 'true', end: 'true' }, silence)).toEqual({
        segments: [],
        speaking: false,
        samples: 16_000,
      });
      expect((await send({ session: 'a' }, silence)).status).toBe(409);
      expect((await send({ session: 'a', start: 'true' }, silence)).status).toBe(200);
      expect((await send({ session: 'a', rate: '8000' }, silence)).status).toBe(409);
      for (const query of [
        {},
        { session: '' },
        { session: 'a', rate: '44100' },
        { session: 'a', start: 'x' },
      ])
        expect((await send(query, silence)).status).toBe(400);
      expect((await send({ session: 'a' }, Buffer.alloc(3))).status).toBe(400);
    });

    it('says so when the worker of a stream is lost, and then it begins anew', async () => {
      const half = fast.pcm.subarray(0, fast.pcm.length / 2);
      expect((await hear({ session: 'b', start: 'true' }, half)).segments.length).toBeGreaterThan(0);
      const before = app.workers();
      for (const pid of before) process.kill(pid, 'SIGKILL');
      await until('the workers are others', () => {
        const now = app.workers();
        return now.length === 2 && now.every((pid) => !before.includes(pid));
      });
      const lost = await send({ session: 'b' }, half);
      expect(lost.status).toBe(409);
      expect(await lost.json()).toMatchObject({ code: 'session_lost' });
      expect(await stream(fast, 'b', 200_000)).toEqual(fast.segments);
    });
  });
});
