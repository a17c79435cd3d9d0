/** What git was asked before this process was there (see `hooks/questions.ts`), and how it is used. */

import { read } from 'node:fs';
import type { FileDiff, Git, Oid } from '../../services/ports.ts';
import { parseGenerated } from './attributes.ts';
import { configValues } from './configuration.ts';
import { createDiffParser } from './diff-parser.ts';
import { END, LAST_OBJECT } from './hooks/questions.ts';
import { type Location, locationFrom, QUESTIONS } from './locate.ts';
import { FOUND, MAX_BLOB_BYTES } from './objects.ts';

export interface Answers {
  readonly location: Location;
  readonly head: Oid;
  /** as `git config --list -z` prints it */
  readonly config: string;
  /** of every staged path, whether it is marked as generated */
  readonly generated: ReadonlyMap<string, boolean>;
  readonly blobs: ReadonlyMap<Oid, string>;
  /** the index with respect to HEAD */
  readonly staged: readonly FileDiff[];
}

/** More than this is not kept in memory at once: git is asked again, for one thing after the other. */
const MAX_BYTES = 64 * 1024 * 1024;

/** As much as a pipe has at once. */
const CHUNK_BYTES = 64 * 1024;

/** All that comes from a file descriptor; null when it cannot be read, or is more than `MAX_BYTES`. */
export function readAll(descriptor: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve) => {
    // Not a stream: to load what that takes costs a commit more than to read.
    const next = () => {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      read(descriptor, chunk, 0, CHUNK_BYTES, null, (error, bytes) => {
        length += bytes;
        if (error || length > MAX_BYTES) return resolve(null);
        if (bytes === 0) return resolve(Buffer.concat(chunks));
        chunks.push(chunk.subarray(0, bytes));
        next();
      });
    };
    next();
  });
}

/**
 * @param output what the shell function `answers` printed
 * @param cwd the folder that it ran in
 * @returns null where git did not answer everything, as in a repository without a commit
 */
export function parseAnswers(output: Buffer, cwd: string): Answers | null {
  const end = output.length - END.length;
  if (end < 0 || output.toString('latin1', end) !== END) return null;
  try {
    const places = upTo('\0', output, 0);
    const lines = places.text.split('\n');
    const located = locationFrom(lines.slice(0, QUESTIONS.length), cwd);
    const [head, nothing, ...more] = lines.slice(QUESTIONS.length);
    // A path with a line break in it makes one line more.
    if (located?.kind !== 'ok' || !head || nothing !== '' || more.length > 0) return null;
    const config =
      output[places.after] === 0 ? upTo('\0', output, places.after) : upTo('\0\0', output, places.after);
    const attributes = upTo('\0', output, config.after);
    const { blobs, after } = blobsIn(output, attributes.after);
    const parser = createDiffParser();
    parser.push(output.subarray(after, end));
    return {
      location: located.location,
      head,
      config: config.text,
      generated: parseGenerated(attributes.text),
      blobs,
      staged: parser.finish(),
    };
  } catch {
    return null; // not what git says elsewhere; asked by itself it will be clearer
  }
}

function upTo(end: string, output: Buffer, from: number): { text: string; after: number } {
  const at = output.indexOf(end, from);
  if (at < 0) throw new Error('an answer has no end');
  return { text: output.toString('utf8', from, at), after: at + end.length };
}

function blobsIn(output: Buffer, from: number): { blobs: Map<Oid, string>; after: number } {
  const blobs = new Map<Oid, string>();
  for (let at = from; ; ) {
    const { text: head, after } = upTo('\n', output, at);
    at = after;
    if (head === `${LAST_OBJECT} missing`) return { blobs, after };
    const [, oid, type, size] = FOUND.exec(head) ?? [];
    if (oid === undefined) continue; // it is not there
    const bytes = Number(size);
    if (type === 'blob' && bytes <= MAX_BLOB_BYTES) blobs.set(oid, output.toString('utf8', at, at + bytes));
    at += bytes + 1;
  }
}

/** `git` with the answers at hand; what is not among them it asks for as ever. */
export function withAnswers(git: Git, answers: Answers): Git {
  const { head, config, generated, blobs, staged } = answers;
  return {
    ...git,
    resolve: async (revision) => (revision === 'HEAD' ? head : git.resolve(revision)),
    config: async (prefixes) => configValues(config, prefixes),
    diff: async (from, to, paths) =>
      from === head && to === 'index' && paths === undefined ? [...staged] : git.diff(from, to, paths),
    async blobs(oids) {
      const others = oids.filter((oid) => !blobs.has(oid));
      const found = others.length > 0 ? await git.blobs(others) : new Map<Oid, string>();
      for (const oid of oids) if (blobs.has(oid)) found.set(oid, blobs.get(oid)!);
      return found;
    },
    async generated(paths) {
      const others = paths.filter((path) => !generated.has(path));
      const found = others.length > 0 ? await git.generated(others) : new Set<string>();
      for (const path of paths) if (generated.get(path)) found.add(path);
      return found;
    },
  };
}
