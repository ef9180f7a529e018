import { BadRequestException } from '@nestjs/common';
import type { LitFile } from 'nestjs-litserve';

/** What an endpoint with `body: 'upload'` gets: a file, or a form with texts and files by name. */
export type Upload = Buffer | Readonly<Record<string, FormField | FormField[]>>;
type FormField = string | LitFile;

/**
 * The one file of an upload, whatever its field is called.
 *
 * @throws BadRequestException when a form has no file, or several
 */
export function uploadedBytes(upload: Upload): Buffer {
  if (Buffer.isBuffer(upload)) return upload;
  const [file, ...more] = Object.values(upload)
    .flat()
    .filter((field) => typeof field === 'object');
  if (file && more.length === 0) return file.bytes;
  throw new BadRequestException(
    `the form has ${file ? more.length + 1 : 'no'} files; send one, as in: curl -F file=@picture.png`,
  );
}
