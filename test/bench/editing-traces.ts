/**
 * Histories of edits, keystroke by keystroke. Recorded ones (in the format of github.com/josephg/editing-traces) are
 * read from a folder `data/editing-traces` in a folder beside the checkout, where there is one; one is generated.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { seededRandom } from './random.ts';

/** `deleted` code units at `at` replaced by `inserted`. */
export type Patch = readonly [at: number, deleted: number, inserted: string];

export interface EditingTrace {
  readonly name: string;
  readonly start: string;
  readonly end: string;
  readonly patches: readonly Patch[];
}

interface RecordedTrace {
  readonly startContent: string;
  readonly endContent: string;
  readonly txns: readonly { readonly patches: readonly Patch[] }[];
}

/** The recorded histories there are, and the generated one if there are none. */
export function editingTraces(): EditingTrace[] {
  const recorded = recordedTraces();
  return recorded.length > 0 ? recorded : [generatedTrace(40_000)];
}

export function recordedTraces(): EditingTrace[] {
  const beside = path.resolve(import.meta.dirname, '../../..');
  const folders = readdirSync(beside).map((name) => path.join(beside, name, 'data', 'editing-traces'));
  return folders.filter(existsSync).flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.json.gz'))
      .map((file) => {
        const text = gunzipSync(readFileSync(path.join(folder, file))).toString('utf8');
        const { startContent, endContent, txns }: RecordedTrace = JSON.parse(text);
        return {
          name: path.basename(file, '.json.gz'),
          start: startContent,
          end: endContent,
          patches: txns.flatMap(({ patches }) => patches),
        };
      }),
  );
}

/** Somebody types, corrects themselves, goes elsewhere, and now and then pastes or deletes a block. */
export function generatedTrace(count: number): EditingTrace {
  const random = seededRandom(1);
  const letters = 'etaoin shrdlu(){};=. \n';
  const patches: Patch[] = [];
  let text = '';
  let caret = 0;
  while (patches.length < count) {
    const what = random.below(1000);
    let patch: Patch;
    if (what < 820) patch = [caret, 0, letters[random.below(letters.length)]!];
    else if (what < 970) patch = [Math.max(0, caret - 1), Math.min(1, caret), ''];
    else if (what < 980) {
      const from = random.below(text.length + 1);
      patch = [caret, 0, text.slice(from, from + random.below(400))];
    } else if (what < 984) patch = [caret, Math.min(random.below(400), text.length - caret), ''];
    else {
      caret = random.below(text.length + 1);
      continue;
    }
    const [at, deleted, inserted] = patch;
    if (deleted === 0 && inserted === '') continue;
    text = text.slice(0, at) + inserted + text.slice(at + deleted);
    caret = at + inserted.length;
    patches.push(patch);
  }
  return { name: 'generated', start: '', end: text, patches };
}
