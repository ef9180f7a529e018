import { Body, DefaultValuePipe, ParseEnumPipe, Query } from '@nestjs/common';
import { LitEndpoint, type Device } from 'nestjs-litserve';
import { findModel } from '../../../models/find-model.js';
import { uploadedBytes, type Upload } from '../../../uploads/uploaded-bytes.js';
import { MODES, type Detection, type Mode } from './decision.js';
import { Magika, MAGIKA, type Excerpt } from './magika.js';

/** A file, raw or in a form → `{ "label": "pdf", "score": 0.999 }` */
@LitEndpoint('/predict', { body: 'upload', maxBatchSize: 32 })
export class MagikaApi {
  private magika!: Magika;

  async setup(device: Device): Promise<void> {
    this.magika = await Magika.load(findModel(MAGIKA).folder, device);
  }

  decodeRequest(
    @Body() upload: Upload,
    @Query('mode', new DefaultValuePipe(MODES.high_confidence), new ParseEnumPipe(MODES)) mode: Mode,
  ): Excerpt {
    return this.magika.excerpt(uploadedBytes(upload), mode);
  }

  predict(excerpts: Excerpt[]): Promise<Detection[]> {
    return this.magika.detect(excerpts);
  }

  teardown(): Promise<void> {
    return this.magika.dispose();
  }
}
