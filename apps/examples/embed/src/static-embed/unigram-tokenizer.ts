import { normalizeText } from './normalize-text.js';

/** The part of a `tokenizer.json` that a Unigram model is. */
export interface UnigramConfig {
  readonly unk_id: number;
  /** Pieces with their log probabilities; the place of a piece is its id. */
  readonly vocab: readonly (readonly [piece: string, score: number])[];
}

interface Piece {
  readonly id: number;
  readonly score: number;
}

/** Stands for the space before a word, and so begins every text. */
const WORD = '\u2581';
/** How much worse than the worst piece an unknown character is. */
const UNKNOWN_PENALTY = 10;

/** Splits texts into the pieces of a vocabulary that are most probable together. */
export class UnigramTokenizer {
  readonly #pieces: ReadonlyMap<string, Piece>;
  readonly #longest: number;
  readonly #unknown: Piece;

  constructor({ vocab, unk_id: id }: UnigramConfig) {
    this.#pieces = new Map(vocab.map(([piece, score], index) => [piece, { id: index, score }]));
    this.#longest = vocab.reduce((longest, [{ length }]) => Math.max(longest, length), 1);
    const worst = vocab.reduce((least, [, score]) => Math.min(least, score), 0);
    this.#unknown = { id, score: worst - UNKNOWN_PENALTY };
  }

  /** The ids of the pieces; what the vocabulary has no piece for is left out. */
  encode(text: string): number[] {
    const words = normalizeText(text);
    return words === '' ? [] : this.#mostProbable(WORD + words.replaceAll(' ', WORD));
  }

  /** Viterbi's algorithm: from left to right, the best way to every place is one of the best ways to those before. */
  #mostProbable(text: string): number[] {
    const scores = new Float64Array(text.length + 1).fill(-Infinity, 1);
    const ids = new Int32Array(text.length + 1);
    const starts = new Int32Array(text.length + 1);
    for (let start = 0; start < text.length; start += characterLength(text, start)) {
      for (const [end, { id, score }] of this.#piecesAt(text, start)) {
        const total = (scores[start] ?? 0) + score;
        if (total <= (scores[end] ?? 0)) continue;
        scores[end] = total;
        ids[end] = id;
        starts[end] = start;
      }
    }
    const path: number[] = [];
    for (let end = text.length; end > 0; end = starts[end] ?? 0) path.push(ids[end] ?? 0);
    return path.toReversed().filter((id) => id !== this.#unknown.id);
  }

  /** The pieces that begin at a place, by where they end. The character there is a piece, if only an unknown one. */
  *#piecesAt(text: string, start: number): Generator<[end: number, piece: Piece]> {
    const next = start + characterLength(text, start);
    yield [next, this.#pieces.get(text.slice(start, next)) ?? this.#unknown];
    const last = Math.min(start + this.#longest, text.length);
    for (let end = next + 1; end <= last; end += 1) {
      const piece = this.#pieces.get(text.slice(start, end));
      if (piece) yield [end, piece];
    }
  }
}

/** A character is two units where it is a surrogate pair. */
const characterLength = (text: string, at: number): number => ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
