import type { Ticket } from '#batching';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Arrivals } from './arrivals.js';

const ticket = (id: number): Ticket => ({
  id,
  rank: id,
  arrivedAt: id,
  deadline: Infinity,
  key: '',
  cost: 1,
  attempt: 0,
});

describe('Arrivals', () => {
  let deferred: (() => void)[];
  let gone: Set<number>;
  let heard: string[];
  let arrivals: Arrivals<Ticket>;

  function make(defer: (announce: () => void) => void): void {
    arrivals = new Arrivals(
      defer,
      ({ id }) => !gone.has(id),
      () => heard.push('announced'),
    );
    arrivals.tickets.subscribe(({ id }) => heard.push(`${id}`));
  }

  beforeEach(() => {
    deferred = [];
    gone = new Set();
    heard = [];
    make((announce) => deferred.push(announce));
  });

  it('announces those of one turn together, once', () => {
    arrivals.add(ticket(1));
    arrivals.add(ticket(2));
    expect([deferred.length, heard]).toEqual([1, []]);
    deferred[0]?.();
    expect(heard).toEqual(['1', '2', 'announced']);
    arrivals.add(ticket(3));
    expect(deferred).toHaveLength(2);
    deferred[1]?.();
    expect(heard).toEqual(['1', '2', 'announced', '3', 'announced']);
  });

  it('does not announce who has left meanwhile, also because of an announcement', () => {
    arrivals.tickets.subscribe(() => gone.add(3));
    for (const id of [1, 2, 3]) arrivals.add(ticket(id));
    gone.add(1);
    deferred[0]?.();
    expect(heard).toEqual(['2', 'announced']);
  });

  it('takes in who joins because of an announcement, even when nothing is deferred', () => {
    make((announce) => announce());
    arrivals.tickets.subscribe(({ id }) => id === 1 && arrivals.add(ticket(2)));
    arrivals.add(ticket(1));
    expect(heard).toEqual(['1', '2', 'announced']);
    arrivals.add(ticket(3));
    expect(heard.slice(3)).toEqual(['3', 'announced']);
  });
});
