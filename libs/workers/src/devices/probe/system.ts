/** What a program said and how it ended. */
export interface ProgramResult {
  readonly stdout: string;
  readonly stderr: string;
  /** `undefined` when it was killed, or could not be started. */
  readonly code: number | undefined;
  /** Why there is no code: `SIGSEGV`, `ETIMEDOUT`, `ENOENT`, … */
  readonly reason?: string | undefined;
}

/** The machine as a probe sees it; specs have one of their own. */
export interface System {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly env: NodeJS.ProcessEnv;
  /** CPUs the process may run on. */
  readonly cpus: number;
  /** The text of a file; `undefined` when it cannot be read. */
  readonly readText: (path: string) => string | undefined;
  /** Names in a folder; none when it cannot be read. */
  readonly list: (folder: string) => readonly string[];
  readonly exists: (path: string) => boolean;
  /** Runs a program to its end, without a shell; never throws. */
  readonly run: (program: string, args: readonly string[], timeoutMs: number) => ProgramResult;
  /** The folder of the onnxruntime-node this package would load. */
  readonly onnxruntime: string | undefined;
  /** Makes a session on a provider, of a model or of one node, in a process of its own: what fails there fails alone. */
  readonly tryProvider: (provider: string, timeoutMs: number, model?: string) => ProgramResult;
}
