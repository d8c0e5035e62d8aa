import { randomId } from '@djamms/client';

const leaseKey = 'djamms.refreshing';
/** Milliseconds: how long a window may hold the lease before others think it is gone. */
const leaseTime = 8_000;
const pause = 60;

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Runs work in one window of this browser at a time: with the Web Locks API where the page is secure, and with a
 * lease in local storage where it is not (plain HTTP inside the house).
 */
export function oneWindowAtATime<T>(work: () => Promise<T>): Promise<T> {
  const locks: LockManager | undefined = navigator.locks;
  return locks === undefined ? underLease(work) : locks.request(leaseKey, work);
}

async function underLease<T>(work: () => Promise<T>): Promise<T> {
  const me = randomId();
  const giveUpAt = Date.now() + 2 * leaseTime;
  while (!(await take(me)) && Date.now() < giveUpAt) await sleep(pause);
  try {
    return await work();
  } finally {
    if (ownerOf() === me) localStorage.removeItem(leaseKey);
  }
}

/** Writes a claim and looks, a moment later, whether another window wrote over it. */
async function take(me: string): Promise<boolean> {
  if (ownerOf() !== null) return false;
  localStorage.setItem(leaseKey, `${me} ${Date.now() + leaseTime}`);
  await sleep(pause);
  return ownerOf() === me;
}

function ownerOf(): string | null {
  const [owner, until] = (localStorage.getItem(leaseKey) ?? '').split(' ');
  return owner && Number(until) > Date.now() ? owner : null;
}
