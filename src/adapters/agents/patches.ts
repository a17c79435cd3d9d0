/** Patches as tools write them: the `apply_patch` envelope of OpenAI's models, and unified diffs. */

import { applyPatch, parsePatch } from 'diff';
import type { Replacement } from '../../domain/edit-claim.ts';

export type FilePatch =
  | { readonly kind: 'add'; readonly path: string; readonly text: string }
  | { readonly kind: 'delete'; readonly path: string }
  /** `path` is where the file is afterwards, `oldPath` where it was */
  | {
      readonly kind: 'update';
      readonly path: string;
      readonly oldPath: string;
      readonly replacements: readonly Replacement[];
    };

const HEADER = /^\*\*\* (Add File|Delete File|Update File|Move to): (.+)$/;

/**
 * Files of an `apply_patch` text:
 *
 *     *** Begin Patch
 *     *** Update File: a.ts
 *     @@ function f() {
 *      context
 *     -old
 *     +new
 *     *** End Patch
 *
 * Null where it is something else: half of a patch says nothing about what was done.
 */
export function parseApplyPatch(text: string): FilePatch[] | null {
  const lines = text.replaceAll('\r\n', '\n').trim().split('\n');
  if (lines.shift() !== '*** Begin Patch' || lines.pop() !== '*** End Patch') return null;
  const files: { header: string; path: string; movedTo?: string; body: string[] }[] = [];
  for (const line of lines) {
    const [, header, path] = HEADER.exec(line) ?? [];
    const last = files.at(-1);
    if (header === 'Move to') {
      if (last?.header !== 'Update File' || last.body.length > 0) return null;
      last.movedTo = path!.trim();
    } else if (header) files.push({ header, path: path!.trim(), body: [] });
    else if (!last) return null;
    else last.body.push(line);
  }
  const patches = files.map(({ header, path, movedTo, body }): FilePatch | null => {
    if (header === 'Delete File') return { kind: 'delete', path };
    if (header === 'Add File') {
      if (body.some((line) => !line.startsWith('+'))) return null;
      return { kind: 'add', path, text: body.map((line) => `${line.slice(1)}\n`).join('') };
    }
    const replacements = hunksOf(body);
    return replacements && { kind: 'update', path: movedTo ?? path, oldPath: path, replacements };
  });
  return patches.every((patch) => patch !== null) ? patches : null;
}

/** Context and deleted lines of each hunk as old text, context and added lines as new text. */
function hunksOf(body: readonly string[]): Replacement[] | null {
  const hunks: { old: string[]; new: string[] }[] = [];
  let hunk: (typeof hunks)[number] | undefined;
  for (const line of body) {
    if (line === '*** End of File') continue;
    if (line.startsWith('@@')) {
      hunk = undefined;
      continue;
    }
    if (!hunk) {
      hunk = { old: [], new: [] };
      hunks.push(hunk);
    }
    const sign = line[0] ?? ' ';
    if (sign !== '+' && sign !== '-' && sign !== ' ') return null;
    if (sign !== '+') hunk.old.push(line.slice(1));
    if (sign !== '-') hunk.new.push(line.slice(1));
  }
  return hunks.map((it) => ({ oldText: wholeLines(it.old), newText: wholeLines(it.new) }));
}

const wholeLines = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** Passages that a unified diff of one file replaces, null where it is none. */
export function replacementsOf(unifiedDiff: string): Replacement[] | null {
  try {
    const [file, ...others] = parsePatch(unifiedDiff);
    if (!file || others.length > 0) return null;
    return file.hunks.map(({ lines }) => {
      const side = (sign: string) => sideOf(lines, sign);
      return { oldText: side('-'), newText: side('+') };
    });
  } catch {
    return null;
  }
}

/** One side of a hunk: a `\` line says that the line before it has no line break. */
function sideOf(lines: readonly string[], sign: string): string {
  let text = '';
  lines.forEach((line, at) => {
    if (line[0] !== sign && line[0] !== ' ') return;
    text += line.slice(1) + (lines[at + 1]?.startsWith('\\') ? '' : '\n');
  });
  return text;
}

/** `text` with a unified diff applied exactly where it says, null where that does not fit. */
export function applyUnifiedDiff(text: string, unifiedDiff: string): string | null {
  try {
    const [patch, ...others] = parsePatch(unifiedDiff);
    if (!patch || others.length > 0) return null;
    // The library looks for the place of a hunk line by line from where it says to be, however far that is.
    const end = text.split('\n').length + 1;
    if (patch.hunks.some(({ oldStart }) => oldStart > end)) return null;
    const result = applyPatch(text, patch, { fuzzFactor: 0, autoConvertLineEndings: false });
    return result === false ? null : result;
  } catch {
    return null;
  }
}
