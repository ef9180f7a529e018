import { describe, expect, it } from '@jest/globals';
import type { ResponseItem } from './response-item.js';
import { ResponseStore, type StoredResponse } from './response-store.js';

const item = (id: string): ResponseItem => ({ id, type: 'message' });

const stored = (id: string, text = ''): StoredResponse => ({
  response: { id, output: [item(`msg_${id}`)], instructions: text } as never,
  input: [item(`in_${id}`)],
  owner: null,
});

const SIZE = JSON.stringify(stored('a')).length;

function storeOf(limits: object = {}) {
  const clock = { now: 0 };
  const all = { maxStored: 3, maxStoredBytes: 1000, ttlMs: 100, ...limits };
  return { clock, store: new ResponseStore(all, () => clock.now) };
}

const found = (store: ResponseStore): string[] => ['a', 'b', 'c', 'd'].filter((id) => store.get(id));

describe('a store of responses', () => {
  it('gives what was put into it, and who an item is of', () => {
    const { store } = storeOf();
    expect(store.put(stored('a'))).toBe(true);
    expect(store.get('a')).toEqual(stored('a'));
    expect(store.get('b')).toBeUndefined();
    expect([store.withItem('msg_a'), store.withItem('in_a')]).toEqual(['a', undefined]);
    expect([store.delete('a'), store.delete('a')]).toEqual([true, false]);
    expect([store.get('a'), store.withItem('msg_a')]).toEqual([undefined, undefined]);
  });

  it('lets the oldest go when there are too many', () => {
    const { store } = storeOf();
    for (const id of ['a', 'b', 'c', 'd']) store.put(stored(id));
    expect(found(store)).toEqual(['b', 'c', 'd']);
    expect(store.withItem('msg_a')).toBeUndefined();
  });

  it('lets the oldest go when they take too much, and takes none that is larger than all of it', () => {
    const { store } = storeOf({ maxStoredBytes: 2 * SIZE + 1 });
    store.put(stored('a'));
    store.put(stored('b'));
    expect(found(store)).toEqual(['a', 'b']);
    store.put(stored('c', 'xy'));
    expect(found(store)).toEqual(['c']);
    expect(store.put(stored('d', 'x'.repeat(2 * SIZE)))).toBe(false);
    expect(found(store)).toEqual(['c']);
    store.put(stored('c'));
    store.put(stored('a'));
    expect(found(store)).toEqual(['a', 'c']);
  });

  it('counts bytes, not letters', () => {
    const { store } = storeOf({ maxStoredBytes: SIZE + 3 });
    expect(store.put(stored('a', 'éé'))).toBe(false);
    expect(store.put(stored('a', 'é'))).toBe(true);
  });

  it('does not find what is too old, and lets it go when the next one comes', () => {
    const { store, clock } = storeOf();
    store.put(stored('a'));
    clock.now = 99;
    store.put(stored('b'));
    expect(found(store)).toEqual(['a', 'b']);
    clock.now = 100;
    expect(found(store)).toEqual(['b']);
    store.put(stored('c'));
    expect(store.delete('a')).toBe(false);
  });

  it('keeps nothing when nothing may be kept', () => {
    const { store } = storeOf({ maxStored: 0 });
    expect(store.put(stored('a'))).toBe(false);
  });
});
