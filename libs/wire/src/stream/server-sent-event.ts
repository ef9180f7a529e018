/** What server-sent events take for the end of a line: within a text, each of them has to begin a new `data:` line. */
const LINE_END = /\r\n|\r|\n/;

/**
 * One server-sent event as it is written. A client reads the text as it is, whatever ends its lines have.
 *
 * @param type without a line end; a client that hears of none takes it for `message`
 */
export function serverSentEvent(data: string, type?: string): string {
  return type === undefined ? `${dataLines(data)}\n` : `event: ${type}\n${dataLines(data)}\n`;
}

function dataLines(text: string): string {
  if (!/[\r\n]/.test(text)) return `data: ${text}\n`;
  return text
    .split(LINE_END)
    .map((line) => `data: ${line}\n`)
    .join('');
}
