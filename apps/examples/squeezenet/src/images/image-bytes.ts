import { BadRequestException } from '@nestjs/common';
import { uploadedBytes, type Upload } from '../../../uploads/uploaded-bytes.js';

const DATA_URL = /^data:[^,]{0,100};base64,/;
const BASE64 = /^[\w+/-]+={0,2}$/;

/**
 * The bytes of an image that comes raw, as the file of a form, or as JSON: `{ "image": "<base64>" }`, where a data URL will
 * do, too. They are told apart by what they are, not by what their client calls them: no image begins with a brace.
 *
 * @throws BadRequestException saying what is wrong with the form or the JSON
 */
export function imageBytes(upload: Upload): Buffer {
  const bytes = uploadedBytes(upload);
  if (bytes.length === 0) throw new BadRequestException('the body is empty; send an image');
  return bytes[0] === 0x7b ? bytesInJson(bytes.toString()) : bytes;
}

function bytesInJson(json: string): Buffer {
  const image = imageField(json)?.replace(DATA_URL, '');
  if (image === undefined || !BASE64.test(image)) {
    throw new BadRequestException('JSON must be { "image": "<base64>" }, the image in base64');
  }
  return Buffer.from(image, 'base64');
}

function imageField(json: string): string | undefined {
  try {
    const { image } = JSON.parse(json) as { image?: unknown };
    return typeof image === 'string' ? image : undefined;
  } catch {
    return undefined;
  }
}
