import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const BOOT_MS = 90_000;
const JSON_OR_EVENTS = 'application/json, text/event-stream';

/**
 * What each route answers: the body, how the answer is asked for, and what is in it.
 *
 * @type {[string, object, string, string][]}
 */
const CALLS = [
  ['/hello', { text: 'hi' }, '*/*', 'data: {"token":"hi"}'],
  ['/my-unary', { text: 'hi' }, '*/*', '{"output":"HI"}'],
  ['/my-batch', { values: [1, 3] }, '*/*', '{"mean":2}'],
  ['/my-stream', { text: 'hi' }, 'application/x-ndjson', '{"token":"hi"}\n'],
  ['/my-onnx', { features: [0, 5, 0, 0] }, '*/*', '"label":1'],
  ['/my-openai', { prompt: 'hi' }, 'application/json', '["You ","said: ","hi"]'],
  ['/v1/chat/completions', chat('my-openai'), '*/*', '"content":"You said: hi"'],
  ['/my-mcp', { text: 'hi' }, '*/*', '{"output":"HI"}'],
  ['/mcp', toolCall('my-mcp'), JSON_OR_EVENTS, '"output":"HI"'],
  ['/besides', { text: 'hi' }, '*/*', '{"output":"HI"}'],
  ['/default', { text: 'hi' }, '*/*', '{"output":"HI"}'],
];

/** Starts the built app as its package.json does, calls every route, and stops it as a supervisor would. */
export async function callEverything(shell) {
  const began = performance.now();
  const port = await freePort();
  const app = spawn(process.execPath, ['dist/main'], {
    cwd: shell.cwd,
    env: { ...shell.env, PORT: String(port) },
  });
  let output = '';
  for (const stream of [app.stdout, app.stderr]) stream.on('data', (chunk) => (output += chunk));
  const exited = once(app, 'exit');
  try {
    const url = `http://127.0.0.1:${port}`;
    await ready(`${url}/health`, app);
    for (const [path, body, accept, expected] of CALLS) await call(url + path, body, accept, expected);
    assert.deepEqual(await (await fetch(`${url}/shout`)).json(), []);
    app.kill('SIGTERM');
    const [code, signal] = await exited;
    assert.equal(code ?? signal, 'SIGTERM', 'how it ended');
  } catch (error) {
    app.kill('SIGKILL');
    throw new Error(`${error.message}\n${output.slice(-8000)}`, { cause: error });
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1).padStart(6);
  console.log(`${shell.name}  ${seconds} s  ok      node dist/main, ${CALLS.length} calls`);
}

async function call(url, body, accept, expected) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  assert.ok(response.status === 200 && text.includes(expected), `${url}: ${response.status} ${text}`);
}

async function ready(url, app) {
  for (const end = performance.now() + BOOT_MS; performance.now() < end; await sleep(100)) {
    if (app.exitCode !== null) throw new Error(`it ended with ${app.exitCode}`);
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
  }
  throw new Error(`it was not ready after ${BOOT_MS} ms`);
}

function chat(model) {
  return { model, messages: [{ role: 'user', content: 'hi' }] };
}

function toolCall(name) {
  return { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: { text: 'hi' } } };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}
