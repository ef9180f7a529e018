import { describe, expect, it } from '@jest/globals';
import { BootLimiter } from './boot-limiter.js';

/** Boots that begin when they may, and end when they are told to. */
class Boots {
  readonly begun: string[] = [];
  readonly #ends = new Map<string, () => void>();
  readonly #limiter: BootLimiter;

  constructor(atOnce: number) {
    this.#limiter = new BootLimiter(atOnce);
  }

  async ask(name: string, failures = 0): Promise<void> {
    void this.#limiter.acquire(failures).then((end) => {
      this.begun.push(name);
      this.#ends.set(name, end);
    });
    await settled();
  }

  async end(name: string): Promise<void> {
    this.#ends.get(name)?.();
    await settled();
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('BootLimiter', () => {
  it('lets so many boot at once and then one for one, in order', async () => {
    const boots = new Boots(2);
    for (const name of ['a', 'b', 'c', 'd']) await boots.ask(name);
    expect(boots.begun).toEqual(['a', 'b']);
    await boots.end('b');
    await boots.end('b');
    expect(boots.begun).toEqual(['a', 'b', 'c']);
    await boots.end('a');
    expect(boots.begun).toEqual(['a', 'b', 'c', 'd']);
  });

  it('lets those with the fewest failures go first, whenever they came', async () => {
    const boots = new Boots(1);
    await boots.ask('running');
    await boots.ask('failed twice', 2);
    await boots.ask('failed once', 1);
    await boots.ask('healthy');
    await boots.ask('failed once, too', 1);
    for (const name of ['running', 'healthy', 'failed once', 'failed once, too']) await boots.end(name);
    expect(boots.begun).toEqual(['running', 'healthy', 'failed once', 'failed once, too', 'failed twice']);
  });

  it('keeps a turn free of those that have failed', async () => {
    const boots = new Boots(2);
    await boots.ask('failing', 3);
    await boots.ask('failing, too', 3);
    expect(boots.begun).toEqual(['failing']);
    await boots.ask('healthy');
    expect(boots.begun).toEqual(['failing', 'healthy']);
    await boots.end('healthy');
    expect(boots.begun).toEqual(['failing', 'healthy']);
    await boots.end('failing');
    expect(boots.begun).toEqual(['failing', 'healthy', 'failing, too']);
  });

  it('lets those that have failed boot when there is one turn in all', async () => {
    const boots = new Boots(1);
    await boots.ask('failing', 1);
    expect(boots.begun).toEqual(['failing']);
  });
});
