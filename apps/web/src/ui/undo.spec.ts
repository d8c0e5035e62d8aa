import { UndoStack } from './undo';

describe('UndoStack', () => {
  it('undoes several changes one by one, the newest first', () => {
    const undone: string[] = [];
    const stack = new UndoStack(() => 0);
    for (const name of ['first', 'second', 'third']) stack.push(() => undone.push(name));
    expect([stack.undoNewest(), stack.undoNewest(), stack.undoNewest(), stack.undoNewest()]).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(undone).toEqual(['third', 'second', 'first']);
  });

  it('undoes a change once, whether by its button or by the key', () => {
    const undone: string[] = [];
    const stack = new UndoStack(() => 0);
    const button = stack.push(() => undone.push('removed'));
    stack.undoNewest();
    button();
    button();
    expect(undone).toEqual(['removed']);
  });

  it('forgets what the server no longer remembers', () => {
    let now = 0;
    const stack = new UndoStack(() => now);
    stack.push(() => undefined);
    now = 10 * 60_000;
    expect(stack.undoNewest()).toBe(false);
  });
});
