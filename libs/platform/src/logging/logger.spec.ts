import { QueryFailedError } from 'typeorm';
import { createPino } from './logger';

describe('a log line', () => {
  const write = (line: object): string => {
    const lines: string[] = [];
    const destination = { write: (text: string) => void lines.push(text) };
    createPino({ logLevel: 'info', logFile: undefined, instance: 'a' }, 'auth', destination).info(line, 'said');
    return lines.join('');
  };

  it('holds no secret, and nothing that a failed query was asked with', () => {
    const failure = new QueryFailedError('INSERT INTO users VALUES ($1)', ['$argon2id$hash'], new Error('too late'));
    const line = write({ err: failure, password: 'p1', user: { refreshToken: 't1' } });
    expect(line).toContain('too late');
    expect(line).toContain('INSERT INTO users');
    for (const secret of ['$argon2id$hash', 'p1"', 't1"']) expect(line).not.toContain(secret);
  });
});
