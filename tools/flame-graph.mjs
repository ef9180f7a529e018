/**
 * Draws a CPU profile as a flame graph: the wider, the more time; the callers above, what they call below. Hover for the
 * share. `node --cpu-prof --cpu-prof-dir=prof app.js`, then
 *
 *     node tools/flame-graph.mjs prof/CPU.cpuprofile graph.svg [--skip-ms 4000] [--title 'small requests']
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const WIDTH = 1200;
const ROW = 17;
/** Narrower than this, in pixels, nothing can be read or hit. */
const NARROWEST = 3;
const COLOURS = { ours: '#7fb685', nest: '#d9a0c8', node: '#9db8d9', system: '#c9c9c9' };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'skip-ms': { type: 'string', default: '0' }, title: { type: 'string', default: '' } },
});
const [input, output] = positionals;
if (input === undefined || output === undefined) throw new Error('expected a profile and a file to write');
const profile = JSON.parse(readFileSync(input, 'utf8'));

/** Micro-seconds of the samples of each node, without those before `--skip-ms` and without idle time. */
function selfTimes({ startTime, samples, timeDeltas, nodes }) {
  const idle = nodes.find(({ callFrame }) => callFrame.functionName === '(idle)')?.id;
  const from = startTime + Number(values['skip-ms']) * 1000;
  const times = new Map();
  let now = startTime;
  samples.forEach((id, index) => {
    now += timeDeltas[index];
    if (now >= from && id !== idle) times.set(id, (times.get(id) ?? 0) + timeDeltas[index]);
  });
  return times;
}

const times = selfTimes(profile);
const nodes = new Map(profile.nodes.map((node) => [node.id, node]));

/** One tree of frames: nodes of the same function under the same caller are one. */
function treeOf(ids, name = 'all', kind = 'system') {
  const groups = new Map();
  let self = 0;
  for (const id of ids) {
    self += times.get(id) ?? 0;
    for (const child of nodes.get(id).children ?? []) {
      const frame = frameOf(nodes.get(child).callFrame);
      const group = groups.get(frame.name) ?? { ...frame, ids: [] };
      group.ids.push(child);
      groups.set(frame.name, group);
    }
  }
  const children = [...groups.values()].map((group) => treeOf(group.ids, group.name, group.kind));
  const time = children.reduce((sum, child) => sum + child.time, self);
  return { name, kind, time, children: children.toSorted((a, b) => b.time - a.time) };
}

function frameOf({ functionName, url, lineNumber }) {
  const name = functionName || '(anonymous)';
  const dependency = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (dependency) return { name: `${name} ${dependency}`, kind: 'nest' };
  if (url.startsWith('node:')) return { name: `${name} ${url}`, kind: 'node' };
  if (url === '') return { name, kind: 'system' };
  return { name: functionName ? name : `${name}:${lineNumber + 1}`, kind: 'ours' };
}

const escape = (text) => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
let depthMost = 0;

function draw(frame, left, depth, total) {
  const width = (frame.time / total) * WIDTH;
  if (width < NARROWEST) return '';
  depthMost = Math.max(depthMost, depth);
  const [y, label] = [30 + depth * ROW, frame.name.slice(0, Math.floor(width / 6.2))];
  let at = left;
  const inner = frame.children.map((child) => {
    const drawn = draw(child, at, depth + 1, total);
    at += (child.time / total) * WIDTH;
    return drawn;
  });
  return `<g><title>${escape(frame.name)}: ${((frame.time / total) * 100).toFixed(1)} %</title><rect x="${left.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${ROW - 1}" fill="${COLOURS[frame.kind]}"/><text x="${(left + 2).toFixed(1)}" y="${y + 12}">${label.length > 2 ? escape(label) : ''}</text></g>\n${inner.join('')}`;
}

const tree = treeOf([profile.nodes[0].id]);
const body = draw(tree, 0, 0, tree.time);
const legend = 'green: this package; violet: Nest, Fastify and others; blue: Node; grey: the system and V8';
writeFileSync(
  output,
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${depthMost * ROW + 55}" font-family="monospace" font-size="10">
<rect width="100%" height="100%" fill="#fff"/><text x="4" y="18" font-size="12">${escape(values.title)} (${legend})</text>
${body}</svg>
`,
);
