import { BadRequestException } from '@nestjs/common';

/** The numbers of the model's `config.json` that concern its tokens. */
export interface TokenizerConfig {
  readonly bos: number;
  readonly sep: number;
  /** Prompt and answer together, with the marks around them. */
  readonly max_positions: number;
}

/** Text to token ids and back: one token per character. */
export class Tokenizer {
  readonly #ids: ReadonlyMap<string, number>;

  /** @param vocabulary the text of each token; longer than one character are the marks, such as `<eos>` */
  constructor(
    private readonly vocabulary: readonly string[],
    private readonly config: TokenizerConfig,
  ) {
    this.#ids = new Map(vocabulary.map((text, id) => [text, id]));
  }

  /**
   * The prompt as the model was trained on it: `<bos> text <sep>`.
   *
   * @throws BadRequestException saying what is wrong with the text
   */
  encode(text: string): number[] {
    const characters = Array.from(text);
    // Both marks, and one position for the answer.
    const longest = this.config.max_positions - 3;
    if (characters.length === 0) throw new BadRequestException('text must not be empty');
    if (characters.length > longest) {
      throw new BadRequestException(`text has ${characters.length} characters, the model takes ${longest}`);
    }
    const ids = characters.map((character, index) => this.#id(character, index));
    return [this.config.bos, ...ids, this.config.sep];
  }

  /** The text of an answer; marks in it are left out. */
  decode(ids: readonly number[]): string {
    return ids
      .map((id) => this.vocabulary[id] ?? '')
      .filter((text) => text.length === 1)
      .join('');
  }

  #id(character: string, index: number): number {
    const id = this.#ids.get(character);
    if (id !== undefined) return id;
    throw new BadRequestException(
      `text contains ${JSON.stringify(character)} at position ${index + 1}; ` +
        "the model knows lower case letters, digits, spaces and - : , ' / . +",
    );
  }
}
