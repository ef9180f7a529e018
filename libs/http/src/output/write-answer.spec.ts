import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ReadyAnswer } from './ready-answer.js';
import { toAnswer, writeAnswer } from './write-answer.js';

describe('writeAnswer', () => {
  let server: Server;
  let respond: RequestListener = () => undefined;
  beforeAll(async () => {
    server = createServer((request, response) => respond(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => void server.close());

  async function written(
    write: (response: ServerResponse) => void,
  ): Promise<[number, string | null, string | null, string]> {
    respond = (_request, response) => write(response);
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const { status, headers } = response;
    return [status, headers.get('content-type'), headers.get('content-length'), await response.text()];
  }

  it('writes JSON, and bytes as they are', async () => {
    const json = 'application/json; charset=utf-8';
    expect(await written((r) => writeAnswer(r, toAnswer({ é: 1n })))).toEqual([200, json, '8', '{"é":1}']);
    expect(await written((r) => writeAnswer(r, toAnswer(undefined)))).toEqual([200, json, '4', 'null']);
    const middle = new Uint8Array(Buffer.from('abcd')).subarray(1, 3);
    expect(await written((r) => writeAnswer(r, toAnswer(middle)))).toEqual([
      200,
      'application/octet-stream',
      '2',
      'bc',
    ]);
  });

  it('writes small JSON as one text, and neither what is large nor what only says that it is JSON', async () => {
    const json = 'application/json; charset=utf-8';
    const seen: unknown[] = [];
    const sent = async (bytes: Uint8Array): Promise<Buffer> => {
      respond = (_request, response) => {
        const end = response.end.bind(response);
        response.end = ((payload: string | Buffer) => (seen.push(typeof payload), end(payload))) as never;
        writeAnswer(response, new ReadyAnswer(bytes, json));
      };
      const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      return Buffer.from(await answer.arrayBuffer());
    };
    const [small, large, broken] = [
      Buffer.from('"\u{FEFF}é"'),
      Buffer.alloc(5000, '1'),
      Buffer.from([34, 0xff, 34]),
    ];
    expect(await sent(small)).toEqual(small);
    expect(await sent(large)).toEqual(large);
    expect(await sent(broken)).toEqual(broken);
    expect(seen).toEqual(['string', 'object', 'object']);
  });

  it('lets a content-type of the app win, and takes status and headers of the answer', async () => {
    const typed = written((r) => writeAnswer(r.setHeader('content-type', 'text/csv'), toAnswer('a')));
    expect((await typed)[1]).toBe('text/csv');
    const ready = new ReadyAnswer(Buffer.from('x'), 'text/plain', 201, { 'content-type': 'text/html' });
    expect(await written((r) => writeAnswer(r, ready))).toEqual([201, 'text/html', '1', 'x']);
  });

  it.each([204, 304])('sends no body with %d, and nothing that describes one', async (status) => {
    const answer = new ReadyAnswer(Buffer.from('{}'), 'application/json', status);
    expect(await written((r) => writeAnswer(r, answer))).toEqual([status, null, null, '']);
  });

  it('leaves an answer alone that the app has written itself', async () => {
    const own = written((r) => {
      r.end('mine');
      writeAnswer(r, toAnswer('ours'));
    });
    expect((await own)[3]).toBe('mine');
  });
});
