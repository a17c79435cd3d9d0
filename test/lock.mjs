/** A lock between processes: a folder that its owner keeps touching; one left behind goes stale and is taken over. */
import { mkdir, rm, stat, utimes } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const TOUCH_MS = 2_000;
/** far more than TOUCH_MS: a busy machine must not make a living owner look dead */
const STALE_MS = 60_000;

export async function withLock(path, work) {
  while (!(await acquire(path))) await sleep(500);
  const touching = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {});
  }, TOUCH_MS);
  try {
    return await work();
  } finally {
    clearInterval(touching);
    await rm(path, { recursive: true, force: true });
  }
}

async function acquire(path) {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  const touchedMs = await stat(path).then(
    (it) => it.mtimeMs,
    () => Date.now(),
  );
  if (Date.now() - touchedMs > STALE_MS) await rm(path, { recursive: true, force: true });
  return false;
}
