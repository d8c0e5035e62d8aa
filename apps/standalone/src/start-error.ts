/** Why DJAMMS cannot start, in words for the person who started it: shown alone, without a stack. */
export class StartError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StartError';
  }
}
