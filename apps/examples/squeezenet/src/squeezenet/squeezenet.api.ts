import { LitEndpoint, type Device } from 'nestjs-litserve';
import { findModel } from '../../../models/find-model.js';
import type { Upload } from '../../../uploads/uploaded-bytes.js';
import { ImageReader } from '../images/image-reader.js';
import { planesOf } from './planes.js';
import { Squeezenet, SQUEEZENET, type Guess } from './squeezenet.js';

/** An image, raw, in a form or as `{ "image": "<base64>" }` → `{ "guesses": [{ "label": "tabby, tabby cat", … }, …] }` */
@LitEndpoint('/predict', { body: 'upload', maxBatchSize: 16 })
export class SqueezenetApi {
  private images!: ImageReader;
  private model!: Squeezenet;

  async setup(device: Device): Promise<void> {
    this.images = await ImageReader.load();
    this.model = await Squeezenet.load(findModel(SQUEEZENET).folder, device);
  }

  async decodeRequest(upload: Upload): Promise<Float32Array> {
    return planesOf(await this.images.read(upload, Squeezenet.SIDE));
  }

  /** The model stacks them by itself. */
  batch(images: Float32Array[]): Float32Array[] {
    return images;
  }

  predict(images: Float32Array[]): Promise<Float32Array[]> {
    return this.model.scores(images);
  }

  encodeResponse(scores: Float32Array): { guesses: Guess[] } {
    return { guesses: this.model.best(scores, 3) };
  }

  teardown(): Promise<void> {
    return this.model.dispose();
  }
}
