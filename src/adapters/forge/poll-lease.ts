/**
 * Who looks at the forges, by files in the user's cache: `lease.json` names the window that does and until when, and
 * each window has a file that says what it wants. A window that is gone says nothing any more and is passed over.
 */

import { randomUUID } from 'node:crypto';
import { link, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import type { Clock, Log } from '../../services/ports.ts';
import type { PollLease } from '../../services/pull-requests/sharing.ts';
import { writePrivately } from './private-file.ts';

/** Three times as long as a window waits before it says that it is alive. */
const ALIVE_MS = 90_000;

const LEASE = v.object({ holder: v.string(), untilMs: v.number() });
const WINDOW = v.object({
  untilMs: v.number(),
  wish: v.object({
    isFocused: v.boolean(),
    scopes: v.record(
      v.string(),
      v.object({
        repositories: v.array(v.string()),
        organisations: v.array(v.string()),
        teams: v.array(v.string()),
        projectField: v.nullable(v.string()),
        deployDays: v.number(),
      }),
    ),
  }),
});

export function createPollLease(folder: string, clock: Clock, log: Log): PollLease {
  const self = randomUUID();
  const directory = path.join(folder, 'windows');
  const lease = path.join(directory, 'lease.json');
  const own = path.join(directory, `window-${self}.json`);
  let isReleased = false;

  async function read<T>(file: string, schema: v.GenericSchema<unknown, T>): Promise<T | null> {
    try {
      return v.parse(schema, JSON.parse(await readFile(file, 'utf8')));
    } catch {
      return null;
    }
  }

  const isAlive = ({ untilMs }: { untilMs: number }, nowMs: number): boolean =>
    untilMs > nowMs && untilMs <= nowMs + ALIVE_MS;

  async function take(nowMs: number): Promise<boolean> {
    const current = await read(lease, LEASE);
    const text = JSON.stringify({ holder: self, untilMs: nowMs + ALIVE_MS });
    if (current?.holder === self) {
      await writePrivately(lease, text);
      return true;
    }
    if (current && isAlive(current, nowMs)) return false;
    const mine = path.join(directory, `lease-${self}.tmp`);
    const expired = path.join(directory, `expired-${self}.tmp`);
    try {
      // Of those who see that it has expired, one moves it away, and one puts its own in the place.
      await rename(lease, expired).catch(ignoreAbsence);
      const moved = await read(expired, LEASE);
      const isTaken = moved !== null && isAlive(moved, nowMs);
      if (!isTaken) await writePrivately(mine, text);
      await link(isTaken ? expired : mine, lease);
      return !isTaken;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    } finally {
      await rm(mine, { force: true });
      await rm(expired, { force: true });
    }
  }

  async function wishes(nowMs: number) {
    const names = (await readdir(directory)).filter((name) => /^window-[\w-]+\.json$/.test(name));
    const windows = await Promise.all(
      names.map(async (name) => {
        const file = path.join(directory, name);
        const window = await read(file, WINDOW);
        if (window && window.untilMs > nowMs) return [window.wish];
        await rm(file, { force: true });
        return [];
      }),
    );
    return windows.flat();
  }

  return {
    async claim(wish) {
      const nowMs = clock.nowMs();
      try {
        await writePrivately(own, JSON.stringify({ untilMs: nowMs + ALIVE_MS, wish }));
        const isHolder = await take(nowMs);
        if (isReleased) await rm(own, { force: true });
        return { isHolder, wishes: await wishes(nowMs) };
      } catch (error) {
        // Without the folder every window is on its own.
        log.warn('agreeing with other windows on who looks at pull requests', error);
        return { isHolder: true, wishes: [wish] };
      }
    },

    async release() {
      isReleased = true;
      await rm(own, { force: true }).catch(() => {});
      if ((await read(lease, LEASE))?.holder === self) await rm(lease, { force: true }).catch(() => {});
    },
  };
}

function ignoreAbsence(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
