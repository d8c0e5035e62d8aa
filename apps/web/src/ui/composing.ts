import { type KeyboardEvent } from 'react';

/**
 * Whether the key belongs to an input method, which turns letters into Japanese, Chinese or Korean: Enter takes its
 * word then and Escape drops it, and neither is meant for the field. Safari tells only by the key code.
 */
export const isComposing = ({ nativeEvent, keyCode }: KeyboardEvent): boolean =>
  nativeEvent.isComposing || keyCode === 229;
