import { Body, Query, UsePipes, ValidationPipe } from '@nestjs/common';
import { LitEndpoint, type Device } from 'nestjs-litserve';
import { findModel } from '../../../models/find-model.js';
import { uploadedBytes, type Upload } from '../../../uploads/uploaded-bytes.js';
import { samplesOf } from '../audio/samples.js';
import { PieceDto } from './piece.dto.js';
import { SILERO_VAD, SileroVad, type Rate } from './silero-vad.js';
import { VadSessions } from './vad-sessions.js';
import { VadStream, type Heard } from './vad-stream.js';

const SESSION_IDLE_MS = 60_000;

/** A piece of a stream. */
interface Piece {
  readonly session: string;
  readonly rate: Rate;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly samples: Float32Array;
}

/** The next piece of a live stream → `{ "segments": [{ "start": 480, "end": 17888 }], "speaking": false, … }` */
@LitEndpoint('/predict', {
  body: 'upload',
  maxBatchSize: 32,
  workersPerDevice: 2,
  // A stream stays with the worker that remembers it; those of one rate share the runs of the model there.
  affinity: ({ session }: PieceDto) => session,
  batchKey: ({ rate }: PieceDto) => rate,
  sessionIdleMs: SESSION_IDLE_MS,
})
@UsePipes(new ValidationPipe({ whitelist: true, transform: true }))
export class VadApi {
  /** Longer than the server keeps a session, so that none is forgotten here that goes on there. */
  private readonly sessions = new VadSessions(2 * SESSION_IDLE_MS);
  private model!: SileroVad;

  async setup(device: Device): Promise<void> {
    this.model = await SileroVad.load(findModel(SILERO_VAD).folder, device);
  }

  decodeRequest(@Query() { session, rate, start, end }: PieceDto, @Body() audio: Upload): Piece {
    const samples = samplesOf(uploadedBytes(audio));
    return { session, rate, isFirst: start === 'true', isLast: end === 'true', samples };
  }

  async predict(pieces: Piece[]): Promise<(Heard | Error)[]> {
    const streams = pieces.map((piece) => this.#streamOf(piece));
    try {
      await this.model.listen(
        streams.filter((stream) => stream instanceof VadStream),
        pieces[0]?.rate ?? '16000',
      );
    } catch (error) {
      // Who has heard what is not known any more.
      for (const { session } of pieces) this.sessions.forget(session);
      throw error;
    }
    return pieces.map(({ session, isLast }, at) => {
      const stream = streams[at];
      if (isLast) this.sessions.forget(session);
      return stream instanceof VadStream ? stream.heard(isLast) : (stream ?? new Error('no stream'));
    });
  }

  teardown(): Promise<void> {
    return this.model.dispose();
  }

  #streamOf({ session, rate, isFirst, isLast, samples }: Piece): VadStream | Error {
    const stream = isFirst ? this.sessions.begin(session, rate) : this.sessions.goOn(session, rate);
    if (stream instanceof VadStream) stream.push(samples, isLast);
    return stream;
  }
}
