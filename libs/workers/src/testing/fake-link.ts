import type {
  CallMessage,
  Outcome,
  Received,
  ReplyMessage,
  RunMessage,
  StreamEvent,
  ToWorkerControl,
  WorkerAssignment,
} from '#wire';
import type { LinkEvents, OpenLink, WorkerLink } from '../worker-link.js';

/** A worker that does what the spec says. */
export class FakeLink implements WorkerLink {
  readonly runs: RunMessage[] = [];
  readonly replies: ReplyMessage[] = [];
  readonly controls: ToWorkerControl[] = [];
  readonly signals: NodeJS.Signals[] = [];
  /** What the watchdog says. */
  stuckFor = 0;
  /** Whether `kill` ends it, as it does a real process. */
  diesWhenKilled = true;
  #isDead = false;

  constructor(
    readonly pid: number,
    readonly assignment: WorkerAssignment,
    readonly events: LinkEvents,
  ) {}

  get isDead(): boolean {
    return this.#isDead;
  }

  run(message: RunMessage): void {
    this.runs.push(message);
  }

  reply(message: ReplyMessage): void {
    this.replies.push(message);
  }

  control(message: ToWorkerControl): void {
    this.controls.push(message);
  }

  kill(signal: NodeJS.Signals): void {
    this.signals.push(signal);
    if (this.diesWhenKilled) this.exit(null, signal);
  }

  stuckMs(): Promise<number> {
    return Promise.resolve(this.stuckFor);
  }

  ready(): void {
    this.events.control({ litserve: 'ready' });
  }

  bootFails(message: string): void {
    this.events.control({
      litserve: 'boot-failed',
      error: { name: 'Error', message, stack: `Error: ${message}\n at x` },
    });
    this.exit(1);
  }

  /** A hook calls an endpoint. */
  call(call: number, given: Partial<CallMessage<Received>> = {}): void {
    const args = { tree: { p: [] }, sections: [] };
    this.events.message({
      type: 'call',
      call,
      endpoint: 'AppModule/other/0',
      kind: 'predict',
      args,
      ...given,
    });
  }

  /** Answers a run with the given outcomes, or with one for each of its items. */
  answer(
    run: RunMessage,
    outcomes: readonly Outcome<Received>[] = run.items.map((item) => bytes(item.lease)),
  ): void {
    this.events.message({ type: 'result', batch: run.batch, outcomes });
  }

  /** Tells what the streams of a run have come to. */
  stream(run: RunMessage, ...events: readonly StreamEvent<Received>[]): void {
    this.events.message({ type: 'stream', batch: run.batch, events });
  }

  /** Answers the oldest run that has not been taken from the list, and takes it. */
  answerNext(): void {
    const run = this.runs.shift();
    if (!run) throw new Error('the worker has nothing to do');
    this.answer(run);
  }

  exit(code: number | null, signal: NodeJS.Signals | null = null, reason?: string): void {
    if (this.#isDead) return;
    this.#isDead = true;
    this.events.exit({ code, signal, ...(reason === undefined ? {} : { reason }) });
  }
}

export const bytes = (lease: number): Outcome<Received> => ({
  kind: 'bytes',
  lease,
  bytes: Buffer.from('{}'),
  contentType: 'application/json',
});

export const chunk = (lease: number, text: string): StreamEvent<Received> => ({
  kind: 'bytes',
  lease,
  bytes: Buffer.from(text),
});

/** Opens fake links and keeps them in the order of their birth. */
export class FakeProcesses {
  readonly links: FakeLink[] = [];
  onOpen: (link: FakeLink) => void = () => {};

  readonly open: OpenLink = (assignment, events) => {
    const link = new FakeLink(1000 + this.links.length, assignment, events);
    this.links.push(link);
    this.onOpen(link);
    return link;
  };

  /** The newest. */
  get last(): FakeLink {
    const link = this.links.at(-1);
    if (!link) throw new Error('no worker has been started');
    return link;
  }

  get alive(): FakeLink[] {
    return this.links.filter((link) => !link.isDead);
  }
}
