/** The tokenizer file of stories260k: pieces of text with a score each, and single bytes for what has no piece. */
export interface StoriesTokenizerFile {
  readonly bos: number;
  readonly byte_offset: number;
  readonly pieces: readonly (readonly [text: string, score: number])[];
}

/** Text to tokens as llama2.c does it: characters, then the pair with the best score becomes one token, and again. */
export function encodeStory({ pieces, bos, byte_offset }: StoriesTokenizerFile, text: string): number[] {
  const ids = new Map(pieces.map(([piece], id) => [piece, id]));
  const ofCharacter = (character: string): number[] => {
    const id = ids.get(character);
    return id === undefined ? [...Buffer.from(character)].map((byte) => byte + byte_offset) : [id];
  };
  const tokens = [bos, ...Array.from(text === '' ? '' : ` ${text}`).flatMap(ofCharacter)];
  for (;;) {
    let best = { at: -1, id: -1, score: Number.NEGATIVE_INFINITY };
    for (let at = 0; at + 1 < tokens.length; at++) {
      const id = ids.get(pieces[tokens[at]!]![0] + pieces[tokens[at + 1]!]![0]);
      if (id !== undefined && pieces[id]![1] > best.score) best = { at, id, score: pieces[id]![1] };
    }
    if (best.at < 0) return tokens;
    tokens.splice(best.at, 2, best.id);
  }
}

export function decodeStory({ pieces, bos }: StoriesTokenizerFile, tokens: readonly number[]): string {
  const parts = tokens.map((id, index) => {
    const [piece] = pieces[id]!;
    const byte = /^<0x([0-9A-F]{2})>$/.exec(piece)?.[1];
    if (byte !== undefined) return Buffer.from(byte, 'hex');
    const startsText = (tokens[index - 1] ?? bos) === bos;
    return Buffer.from(startsText && piece.startsWith(' ') ? piece.slice(1) : piece);
  });
  return Buffer.concat(parts).toString();
}
