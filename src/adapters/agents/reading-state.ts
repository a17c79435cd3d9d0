/** How far the sessions of tools have been read: a small file beside the ledger. Losing it costs time, nothing else. */

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { Position } from './line-file.ts';
import { match, parseJson } from './records.ts';

export const Cursor = v.object({
  /** changes whenever the file does */
  stamp: v.string(),
  position: v.optional(Position),
  memory: v.record(v.string(), v.string()),
  /** the session ran somewhere else */
  isForeign: v.optional(v.boolean()),
  /** hashes of the edits that a file which is read whole had the last time */
  given: v.optional(v.array(v.string())),
  /** of a file whose edits have no times: when it was last looked at */
  lookedAtMs: v.optional(v.number()),
});
export type Cursor = v.InferOutput<typeof Cursor>;

const VERSION = 1;
const State = v.object({ version: v.literal(VERSION), files: v.record(v.string(), Cursor) });

export class ReadingState {
  readonly #file: string;
  #cursors = new Map<string, Cursor>();
  #loadedStamp: string | null = null;

  constructor(file: string) {
    this.#file = file;
  }

  /** The cursors as last saved, by this process or another. A file that makes no sense means: nothing was read. */
  load(): ReadonlyMap<string, Cursor> {
    const stamp = this.#stamp();
    if (stamp === this.#loadedStamp) return this.#cursors;
    this.#loadedStamp = stamp;
    let text = '';
    try {
      text = readFileSync(this.#file, 'utf8');
    } catch {}
    this.#cursors = new Map(Object.entries(match(State, parseJson(text))?.files ?? {}));
    return this.#cursors;
  }

  save(cursors: ReadonlyMap<string, Cursor>): void {
    const state: v.InferOutput<typeof State> = { version: VERSION, files: Object.fromEntries(cursors) };
    // Not recursive: a repository that was deleted must not come back as an empty folder.
    if (!existsSync(path.dirname(this.#file))) mkdirSync(path.dirname(this.#file));
    const temporary = `${this.#file}.${process.pid}.tmp`;
    try {
      writeFileSync(temporary, JSON.stringify(state), { mode: 0o600 });
      renameSync(temporary, this.#file);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
    this.#cursors = new Map(cursors);
    this.#loadedStamp = this.#stamp();
  }

  #stamp(): string | null {
    const stat = statSync(this.#file, { throwIfNoEntry: false });
    return stat ? `${stat.ino}:${stat.size}:${stat.mtimeMs}` : '';
  }
}
