/** Where a deck reads a song from. */
export interface Source {
  url: string;
  /** `device`: all of it is here, and no network can take it away. */
  from: 'device' | 'network';
  /** The deck does not need it any more. */
  release: () => void;
}
