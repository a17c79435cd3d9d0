/** Reading a growing file by lines, from where the last look ended. */

import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import * as v from 'valibot';
import { MAX_RECORD_BYTES } from './records.ts';

const CHUNK_BYTES = 4 * 1024 * 1024;
const HEAD_BYTES = 1024;
/** How far lines that are still open may lie behind what has been read. */
const MAX_OPEN_BYTES = 2 * 1024 * 1024;

/** Where a file was read up to, and how to tell that it is still that file. */
export const Position = v.object({
  /** device and inode */
  id: v.string(),
  offset: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** hash of the first `headBytes` bytes */
  head: v.string(),
  headBytes: v.number(),
  /** within a line that is too long to be read */
  skipping: v.optional(v.boolean()),
});
export type Position = v.InferOutput<typeof Position>;

const identityOf = (stat: Stats): string => `${stat.dev}:${stat.ino}`;

const hashOf = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('base64url').slice(0, 16);

/** One file, open for reading. Use `using`. */
export class LineFile implements AsyncDisposable {
  readonly #handle: FileHandle;
  readonly #stat: Stats;

  private constructor(handle: FileHandle, stat: Stats) {
    this.#handle = handle;
    this.#stat = stat;
  }

  static async open(path: string): Promise<LineFile> {
    const handle = await open(path, 'r');
    return new LineFile(handle, await handle.stat());
  }

  /** The first bytes as text. */
  async head(bytes: number): Promise<string> {
    return (await this.#read(0, bytes)).toString('utf8');
  }

  /** `position` if the file still begins as it did and is no shorter, else null: it is to be read from the start. */
  async resume(position: Position | null): Promise<Position | null> {
    if (!position || position.id !== identityOf(this.#stat) || position.offset > this.#stat.size) return null;
    const head = await this.#read(0, position.headBytes);
    return hashOf(head) === position.head ? position : null;
  }

  /**
   * Gives the complete lines from `from` on, some at a time, without their line breaks.
   * @param take returns the index of the first line to be given again together with the next ones, if there is one
   * @param budgetBytes where to stop, about
   * @returns where to go on next time, and how much was read
   */
  async lines(
    from: Position | null,
    take: (lines: readonly Buffer[]) => number | undefined,
    budgetBytes: number,
  ): Promise<{ position: Position; readBytes: number; isAtEnd: boolean }> {
    const { size } = this.#stat;
    let at = from?.offset ?? 0;
    let skipping = from?.skipping ?? false;
    let openFrom = at;
    let readBytes = 0;
    let isAtEnd = false;
    let want = CHUNK_BYTES;
    // A long line is read to its end, whatever it costs, or it would never be.
    while (at < size && (readBytes < budgetBytes || want > CHUNK_BYTES)) {
      const chunk = await this.#read(openFrom, want);
      readBytes += chunk.length;
      if (chunk.length === 0) {
        isAtEnd = true;
        break;
      }
      if (skipping) {
        const end = chunk.indexOf(10);
        at = openFrom += end < 0 ? chunk.length : end + 1;
        skipping = end < 0;
        continue;
      }
      const known = at - openFrom;
      const end = chunk.lastIndexOf(10);
      if (end < known) {
        if (openFrom + chunk.length >= size) {
          isAtEnd = true;
          break;
        }
        // A line longer than what was read, perhaps behind lines that are open.
        if (openFrom < at) openFrom = at;
        else if (want > MAX_RECORD_BYTES) skipping = true;
        else want *= 2;
        continue;
      }
      const starts: number[] = [];
      const lines: Buffer[] = [];
      for (let start = 0; start <= end; ) {
        const lineEnd = chunk.indexOf(10, start);
        starts.push(start);
        lines.push(chunk.subarray(start, lineEnd));
        start = lineEnd + 1;
      }
      const open = take(lines);
      at = openFrom + end + 1;
      const openAt = open === undefined ? at : openFrom + starts[open]!;
      openFrom = at - openAt > MAX_OPEN_BYTES ? at : openAt;
      want = CHUNK_BYTES;
    }
    const position = { ...(await this.#positionAt(openFrom)), ...(skipping && { skipping }) };
    return { position, readBytes, isAtEnd: isAtEnd || at >= size };
  }

  /** The position of which nothing has been read. */
  start(): Promise<Position> {
    return this.#positionAt(0);
  }

  async #positionAt(offset: number): Promise<Position> {
    const headBytes = Math.min(HEAD_BYTES, offset);
    const head = hashOf(await this.#read(0, headBytes));
    return { id: identityOf(this.#stat), offset, head, headBytes };
  }

  async #read(at: number, bytes: number): Promise<Buffer> {
    const length = Math.max(0, Math.min(bytes, this.#stat.size - at));
    const buffer = Buffer.allocUnsafe(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await this.#handle.read(buffer, filled, length - filled, at + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }
}
