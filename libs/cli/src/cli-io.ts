/** Where a command writes. */
export interface CliIo {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  /** Whether errors are seen on a terminal, where a line can be written over. */
  readonly isTerminal?: boolean;
}
