import { describe, expect, it } from '@jest/globals';
import { imageBytes } from './image-bytes.js';

const bytes = Buffer.from('GIF89a and so on');
const json = (image: unknown): Buffer => Buffer.from(JSON.stringify({ image }));

describe('the bytes of an image', () => {
  it.each([
    ['raw', bytes],
    ['in a form', { image: { name: 'a.gif', type: 'image/gif', bytes } }],
    ['in JSON', json(bytes.toString('base64'))],
    ['in JSON, for URLs', json(bytes.toString('base64url'))],
    ['in a data URL', json(`data:image/gif;base64,${bytes.toString('base64')}`)],
    ['in JSON in a form', { body: { name: 'a', type: '', bytes: json(bytes.toString('base64')) } }],
  ])('come %s', (_, upload) => {
    expect(imageBytes(upload)).toEqual(bytes);
  });

  it.each([
    ['nothing', Buffer.alloc(0), 'the body is empty'],
    ['broken JSON', Buffer.from('{"image":'), 'JSON must be'],
    ['JSON without an image', Buffer.from('{}'), 'JSON must be'],
    ['another type', json(4), 'JSON must be'],
    ['no base64', json('a cat'), 'JSON must be'],
    ['no text of base64', json(''), 'JSON must be'],
  ])('do not come with %s', (_, upload, message) => {
    expect(() => imageBytes(upload)).toThrow(message);
  });
});
