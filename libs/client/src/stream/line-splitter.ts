/** Cuts text that comes in parts into lines, ended by CR, LF or CRLF wherever the parts are cut. */
export class LineSplitter {
  /** What has come of the line that is not complete yet. */
  #open = '';
  /** The last part ended with a CR, whose line was given at once: an LF that follows is the other half. */
  #afterCr = false;

  /** @returns the lines that are complete with this part */
  push(text: string): string[] {
    if (text === '') return [];
    let start = this.#afterCr && text.startsWith('\n') ? 1 : 0;
    this.#afterCr = text.endsWith('\r');
    const lines: string[] = [];
    // Only what is new is searched, however long the line.
    const ends = /\r\n?|\n/g;
    ends.lastIndex = start;
    for (let end = ends.exec(text); end; end = ends.exec(text)) {
      lines.push(this.#open + text.slice(start, end.index));
      this.#open = '';
      start = ends.lastIndex;
    }
    this.#open += text.slice(start);
    return lines;
  }

  /** What is left: a line without its end. */
  get rest(): string {
    return this.#open;
  }
}
