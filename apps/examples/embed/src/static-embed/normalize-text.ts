/** Control characters, but not the white space among them. */
const CONTROL = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}\ufffd]/gu;
/** The blocks that BERT's normalizer takes for Chinese: each character is a word. */
const IDEOGRAPH =
  /[\u4e00-\u9fff\u3400-\u4dbf\uf900-\ufaff\u{20000}-\u{2a6df}\u{2a700}-\u{2b81f}\u{2b920}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/gu;
const ACCENT = /\p{Mn}/gu;
const ASCII_PUNCTUATION = /[!-/:-@[-`{-~]/g;

/** The normalizer of the model's tokenizer: BERT's, then spaces around punctuation, and one space between words. */
export function normalizeText(text: string): string {
  return text
    .replace(CONTROL, '')
    .replace(IDEOGRAPH, ' $& ')
    .normalize('NFD')
    .replace(ACCENT, '')
    .toLowerCase()
    .replace(ASCII_PUNCTUATION, ' $& ')
    .replace(/\s+/g, ' ')
    .trim();
}
