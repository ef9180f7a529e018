import { ConflictException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { VadSessions } from './vad-sessions.js';

describe('the streams of a worker', () => {
  it('go on until they are forgotten', () => {
    const sessions = new VadSessions(1000, () => 0);
    const stream = sessions.begin('a', '8000');
    expect(sessions.goOn('a', '8000')).toBe(stream);
    expect(sessions.begin('a', '16000')).not.toBe(stream);
    expect(sessions.size).toBe(1);
    sessions.forget('a');
    expect(sessions.size).toBe(0);
    expect(sessions.goOn('a', '16000')).toBeInstanceOf(ConflictException);
  });

  it('keep their rate', () => {
    const sessions = new VadSessions(1000, () => 0);
    sessions.begin('a', '8000');
    expect(sessions.goOn('a', '16000')).toMatchObject({ message: expect.stringContaining('8000 samples') });
  });

  it('are forgotten when nothing comes of them, whatever others do', () => {
    let time = 0;
    const sessions = new VadSessions(1000, () => time);
    sessions.begin('a', '8000');
    sessions.begin('b', '8000');
    time = 800;
    sessions.goOn('a', '8000');
    time = 1500;
    sessions.begin('c', '8000');
    expect(sessions.size).toBe(2);
    time = 1900;
    expect(sessions.goOn('a', '8000')).toBeInstanceOf(ConflictException);
    expect(sessions.size).toBe(1);
  });
});
