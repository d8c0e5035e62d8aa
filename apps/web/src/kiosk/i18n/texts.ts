import { type en } from './en';

export type TextKey = keyof typeof en;
/** A language: every key that English has, and no other. */
export type Texts = Record<TextKey, string>;
