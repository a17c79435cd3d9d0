/** What was seen last of each account, in one file each; windows and the command line share them. */

import { type FSWatcher, mkdirSync, watch } from 'node:fs';
import { readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import type { Log } from '../../services/ports.ts';
import type { LastLook, SnapshotCache } from '../../services/pull-requests/sharing.ts';
import { writePrivately } from './private-file.ts';

/** Of the shape of the file: one of another version is read as if it were not there. */
const VERSION = 1;

/** As much as has to be right for the rest to be believed: nobody but this program writes it. */
const FILE = v.object({
  version: v.literal(VERSION),
  lookedAtMs: v.number(),
  failure: v.nullable(v.looseObject({ kind: v.string() })),
  snapshot: v.nullable(
    v.looseObject({
      forge: v.string(),
      viewer: v.string(),
      teams: v.array(v.string()),
      fetchedAtMs: v.number(),
      pullRequests: v.array(v.custom(isRow)),
      hidden: v.array(v.looseObject({})),
      hasProduction: v.record(v.string(), v.boolean()),
    }),
  ),
});

function isRow(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { key, id, lists, events } = value as Readonly<Record<string, unknown>>;
  return typeof key === 'string' && typeof id === 'string' && Array.isArray(lists) && Array.isArray(events);
}

/** @param folder made when something is first kept */
export function createSnapshotCache(folder: string, log: Log): SnapshotCache {
  const fileOf = (forge: string, account: string) =>
    path.join(folder, 'forges', `${plain(forge)}-${plain(account)}.json`);

  async function load(forge: string, account: string): Promise<LastLook | null> {
    const file = fileOf(forge, account);
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        log.warn('reading pull requests seen last', error);
      return null;
    }
    const look = parsed(text);
    if (look === 'damaged') await setAside(file);
    return typeof look === 'string' ? null : look;
  }

  /** It may tell what went wrong; the next look begins anew. */
  async function setAside(file: string): Promise<void> {
    log.warn('the pull requests seen last could not be read and were set aside');
    await rename(file, `${file}.damaged`).catch((error: unknown) => log.warn('setting them aside', error));
  }

  return {
    load,

    async save(forge, account, look) {
      try {
        await writePrivately(fileOf(forge, account), JSON.stringify({ version: VERSION, ...look }));
      } catch (error) {
        log.warn('keeping pull requests seen last', error);
      }
    },

    watch(listener) {
      let watcher: FSWatcher | undefined;
      try {
        mkdirSync(path.join(folder, 'forges'), { recursive: true, mode: 0o700 });
        watcher = watch(path.join(folder, 'forges'), (_, name) => {
          if (name === null || name.endsWith('.json')) listener();
        });
        watcher.on('error', (error) => log.warn('watching pull requests seen last', error));
        watcher.unref();
      } catch (error) {
        log.warn('watching pull requests seen last', error);
      }
      return () => watcher?.close();
    },
  };
}

function parsed(text: string): LastLook | 'damaged' | 'other-version' {
  try {
    const value = JSON.parse(text) as { version?: unknown };
    if (typeof value.version === 'number' && value.version !== VERSION) return 'other-version';
    const result = v.safeParse(FILE, value);
    return result.success ? (result.output as unknown as LastLook) : 'damaged';
  } catch {
    return 'damaged';
  }
}

/** A name fit for a file, different for different names. */
const plain = (name: string): string =>
  name.toLowerCase().replace(/[^a-z0-9.]/g, (character) => `_${character.codePointAt(0)?.toString(16)}_`);
