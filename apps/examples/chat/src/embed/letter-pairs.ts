import { DIMENSIONS, type EmbeddingModel } from './embedding-model.js';
import type { PaddedSequences } from 'nestjs-litserve/onnx';

/** Texts are alike when they share pairs of letters: an embedding without any file. */
export class LetterPairs implements EmbeddingModel {
  encode(text: string): number[] {
    const letters = ` ${text.toLowerCase()} `;
    return Array.from({ length: letters.length - 1 }, (_, at) => {
      return (letters.charCodeAt(at) * 31 + letters.charCodeAt(at + 1)) % DIMENSIONS;
    });
  }

  async embed({ values, mask }: PaddedSequences): Promise<Float32Array[]> {
    const [rows = 0, width = 0] = values.dims;
    return Array.from({ length: rows }, (_, row) => {
      const counts = new Float32Array(DIMENSIONS);
      for (let at = row * width; at < (row + 1) * width; at += 1) {
        const place = Number(values.data[at]);
        counts[place] = (counts[place] ?? 0) + Number(mask.data[at]);
      }
      const length = Math.hypot(...counts) || 1;
      return counts.map((count) => count / length);
    });
  }

  async dispose(): Promise<void> {}
}
