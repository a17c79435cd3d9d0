/** Objects by name, many at once: one `git cat-file` process that is fed by standard input. */

import type { Oid } from '../../services/ports.ts';
import { type Runner, run } from './run.ts';

/** Larger blobs are not source text that somebody wrote; they count as not there. */
export const MAX_BLOB_BYTES = 64 * 1024 * 1024;

/** The command that is given names, one on a line, and answers with objects. */
export const BATCH: readonly string[] = ['cat-file', '--batch', '--buffer'];

/** The line that describes an object: its name, its type, its size in bytes. */
export const FOUND = /^([0-9a-f]+) ([a-z]+) (\d+)$/;
const LINE_FEED = 10;

/**
 * Texts of blobs, in the order of `names` (anything that git understands, for example `HEAD:src/a.ts`); null for what
 * is not there or is not a blob.
 */
export async function blobTexts(runner: Runner, names: readonly string[]): Promise<(string | null)[]> {
  const texts: (string | null)[] = [];
  await eachBlobText(runner, names, (text) => texts.push(text) > 0);
  return texts;
}

/** Calls `visit` with each of them while git still reads the next ones, until it says not to go on. */
export async function eachBlobText(
  runner: Runner,
  names: readonly string[],
  visit: (text: string | null) => boolean,
): Promise<void> {
  if (names.length === 0) return;
  let count = 0;
  const reader = createBatchReader((text) => {
    count++;
    if (!visit(text)) throw ENOUGH;
  });
  try {
    await run(runner, BATCH, {
      input: await lines(runner, names),
      onOutput: (chunk) => reader.push(chunk),
    });
  } catch (error) {
    if (error === ENOUGH) return;
    throw error;
  }
  if (count !== names.length) throw new Error('git cat-file ended early');
}

/** Thrown to have git ended. */
const ENOUGH = new Error('enough has been read');

/** Names of blobs, in the order of `names`; null for what is not there or is not a blob. */
export async function blobOids(runner: Runner, names: readonly string[]): Promise<(Oid | null)[]> {
  if (names.length === 0) return [];
  const input = await lines(runner, names);
  const { stdout } = await run(runner, ['cat-file', '--batch-check', '--buffer'], { input });
  const answers = stdout.toString('latin1').split('\n').slice(0, -1);
  if (answers.length !== names.length) throw new Error('git cat-file ended early');
  return answers.map((answer) => {
    const [, oid, type] = FOUND.exec(answer) ?? [];
    return type === 'blob' ? oid! : null;
  });
}

/** One name per line. A path may hold a line break; such a name is resolved on its own (`-z` needs git 2.38). */
async function lines(runner: Runner, names: readonly string[]): Promise<string> {
  const safe = names.map(async (name) => {
    if (!name.includes('\n')) return name;
    const args = ['rev-parse', '--quiet', '--verify', name];
    const { stdout } = await run(runner, args, { allow: [1, 128] });
    return stdout.toString('latin1').trim() || 'missing';
  });
  return (await Promise.all(safe)).map((name) => `${name}\n`).join('');
}

/** Takes the output of `BATCH` apart: a line that describes the object, its content, a line feed. */
function createBatchReader(onAnswer: (text: string | null) => void): { push(chunk: Buffer): void } {
  let head = '';
  let body: Buffer[] | null = null;
  /** bytes of the content and its line feed that are still to come; 0 between answers */
  let missing = 0;

  function finishHead(): void {
    const [, , type, size] = FOUND.exec(head) ?? [];
    head = '';
    if (size === undefined) {
      onAnswer(null);
      return;
    }
    missing = Number(size) + 1;
    body = type === 'blob' && Number(size) <= MAX_BLOB_BYTES ? [] : null;
  }

  return {
    push(chunk) {
      for (let from = 0; from < chunk.length; ) {
        if (missing === 0) {
          const end = chunk.indexOf(LINE_FEED, from);
          head += chunk.toString('latin1', from, end < 0 ? chunk.length : end);
          if (end < 0) return;
          from = end + 1;
          finishHead();
          continue;
        }
        const part = chunk.subarray(from, from + missing);
        body?.push(part);
        missing -= part.length;
        from += part.length;
        if (missing === 0) onAnswer(body && textOf(body));
      }
    },
  };
}

/** The text without the line feed behind it. Most contents are in one piece, which is not copied. */
function textOf(parts: readonly Buffer[]): string {
  const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  return bytes.toString('utf8', 0, bytes.length - 1);
}
