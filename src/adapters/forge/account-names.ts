/**
 * The names that tokens had at a forge last, in a file of the cache. A token is known there by a keyed hash: nothing can
 * be learnt of it from the file, and no other token finds the name.
 */

import { createHmac, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import type { Log } from '../../services/ports.ts';
import type { LastName } from '../../services/pull-requests/sharing.ts';
import { writePrivately } from './private-file.ts';

const KEY_BYTES = 32;
/** The oldest are forgotten: their tokens have expired long since. */
const MAX_KEPT = 20;

/** names by hash, the newest last */
const FILE = v.object({ key: v.string(), names: v.array(v.tuple([v.string(), v.string()])) });
type Names = v.InferOutput<typeof FILE>;

/**
 * @param folder made when something is first kept
 * @param token null: there is none, and then no name either
 */
export function createLastName(
  folder: string,
  host: string,
  token: () => Promise<string | null>,
  log: Log,
): LastName {
  const file = path.join(folder, 'accounts.json');

  /** Null: nothing is there that can be read, and the next name begins anew. */
  async function read(): Promise<Names | null> {
    try {
      return v.parse(FILE, JSON.parse(await readFile(file, 'utf8')));
    } catch {
      return null;
    }
  }

  const hashOf = (secret: string, key: string): string =>
    createHmac('sha256', Buffer.from(key, 'hex')).update(`${host}\n${secret}`).digest('hex');

  return {
    async load() {
      const [secret, kept] = await Promise.all([token(), read()]);
      if (secret === null || !kept) return null;
      const own = hashOf(secret, kept.key);
      return kept.names.find(([hash]) => hash === own)?.[1] ?? null;
    },

    async save(name) {
      const [secret, kept] = await Promise.all([token(), read()]);
      if (secret === null) return;
      const { key, names } = kept ?? { key: randomBytes(KEY_BYTES).toString('hex'), names: [] };
      const own = hashOf(secret, key);
      const others = names.filter(([hash]) => hash !== own);
      try {
        const all = [...others, [own, name]].slice(-MAX_KEPT);
        await writePrivately(file, JSON.stringify({ key, names: all }));
      } catch (error) {
        log.warn('keeping the name of an account', error);
      }
    },
  };
}
