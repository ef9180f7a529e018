import { BadRequestException } from '@nestjs/common';

/**
 * PCM with 16 bits a sample, little-endian, one channel, as samples from -1 to 1.
 *
 * @throws BadRequestException for half a sample
 */
export function samplesOf(pcm: Buffer): Float32Array {
  if (pcm.length % 2 === 1) {
    throw new BadRequestException(
      `the audio has ${pcm.length} bytes; it must be whole samples of 2 bytes each`,
    );
  }
  return Float32Array.from({ length: pcm.length / 2 }, (_, at) => pcm.readInt16LE(at * 2) / 32_768);
}
