/** Accuracy on transcripts of real sessions, where they are on this machine: edits found against edits known by hand. */

import * as assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { claudeCodeLog } from '../../../src/adapters/agents/claude-code-log.ts';
import { codexLog } from '../../../src/adapters/agents/codex-log.ts';
import { copilotCliLog, copilotTranscripts } from '../../../src/adapters/agents/copilot-events-log.ts';
import { cursorLog } from '../../../src/adapters/agents/cursor-log.ts';
import { geminiLog } from '../../../src/adapters/agents/gemini-log.ts';
import type { LineStore, ReportedEdit } from '../../../src/adapters/agents/session-source.ts';
import { createHome, linesOf, samplesFolder } from '../../fixtures/agents/home.ts';

interface Sample {
  readonly name: string;
  /** file name and text that the edit put there, for every edit that was done, in order */
  readonly edits: readonly (readonly [file: string, inserted: string])[];
  readonly read: (text: string) => readonly ReportedEdit[] | Promise<readonly ReportedEdit[]>;
}

const lines = (store: LineStore) => (text: string) => store.parse(linesOf(text), {}).edits;

const SAMPLES_BY_HAND: Sample[] = [
  { name: 'claude-code/denied-writes-2.1.132.jsonl', edits: [], read: lines(claudeCodeLog) },
  {
    name: 'claude-code/edits-tabs-2.1.34.jsonl',
    edits: [
      ['redact_test.go', '[]byte(`{"type":"text","content":"key=[REDACTED]"}`)'],
      ['redact_test.go', '[]byte(`{"type":"text","content":"[REDACTED]"}`)'],
      ['redact_test.go', '\texpected := []byte("my key is [REDACTED] ok")\n'],
      ['redact_test.go', '\texpected := []byte(`{"type":"text","content":"[REDACTED]"}`)\n'],
      ['redact_test.go', '\texpected := `["[REDACTED]","normal text"]`\n'],
      ['redact_test.go', 'if repls[0][1] != "[REDACTED]" {'],
      ['redact_test.go', 'if len(repls2) != 1 {'],
      ['redact_test.go', '"bytes"\n\t"testing"'],
      ['redact_test.go', 'wantRepls2 := [][2]string{{highEntropySecret, "[REDACTED]"}}'],
      ['redact_test.go', '\t"slices"\n'],
      ['redact_test.go', 'if !slices.Equal(repls2, wantRepls2) {'],
    ],
    read: lines(claudeCodeLog),
  },
  {
    name: 'codex/legacy-apply_patch-0.118.jsonl',
    edits: [
      ['Cargo.toml', 'name = "codex-python-parser"'],
      ['lib.rs', 'pub mod runtime;'],
      ['runtime.rs', 'type RuntimeResult<T> = Result<T, RuntimeError>;'],
      ['main.rs', 'use codex_python_parser::runtime::Interpreter;'],
      ['runtime.rs', '#[derive(Debug)]\npub struct Interpreter {'],
      ['runtime.rs', 'scope.borrow_mut().assign(name.clone(), value);'],
    ],
    read: lines(codexLog),
  },
  {
    name: 'copilot/cli-events-1.0.68.jsonl',
    edits: [
      ['notes.md', 'scratch — feature elicitation'],
      ['notes.md', 'fixture — feature elicitation'],
      ['count.sh', '#!/bin/bash\necho 1\n'],
    ],
    read: lines(copilotCliLog),
  },
  {
    name: 'copilot/vscode-transcript-0.47.jsonl',
    edits: [['main.ts', '// Entry point\n']],
    read: lines(copilotTranscripts),
  },
  {
    name: 'gemini/session-jsonl.jsonl',
    edits: [
      ['notes.md', 'scratch — feature elicitation'],
      ['notes.md', 'fixture — feature elicitation'],
      ['count.sh', 'echo 1\necho 2\n'],
    ],
    read: lines(geminiLog),
  },
  {
    name: 'cursor/composer-bubbles-3.6.json',
    edits: [
      ['notes.md', 'scratch — feature elicitation'],
      ['notes.md', 'fixture — feature elicitation'],
      ['count.sh', '#!/usr/bin/env bash\necho 1\n'],
    ],
    read: readCursorExport,
  },
];

/** Rows of the database, as somebody exported them. */
async function readCursorExport(text: string): Promise<readonly ReportedEdit[]> {
  const { data, bubbles, content_blobs: contents } = JSON.parse(text);
  const home = await createHome();
  try {
    const database = home.database('state.vscdb', 'CREATE TABLE cursorDiskKV (key TEXT UNIQUE, value BLOB)');
    const put = database.prepare('INSERT INTO cursorDiskKV VALUES (?, ?)');
    put.run(`composerData:${data.composerId}`, JSON.stringify(data));
    for (const bubble of bubbles)
      put.run(`bubbleId:${data.composerId}:${bubble.bubbleId}`, JSON.stringify(bubble));
    for (const [hash, content] of Object.entries(contents))
      put.run(`composer.content.${hash}`, String(content));
    database.close();
    return cursorLog.read(home.path('state.vscdb'), {}, { places: home.places, roots: [], sinceMs: 0 }).edits;
  } finally {
    await home.dispose();
  }
}

function isEdit(edit: ReportedEdit, [file, inserted]: readonly [string, string]): boolean {
  const { change } = edit;
  const [before, after] =
    'after' in change
      ? [change.before ?? '', change.after]
      : [
          change.replacements.map(({ oldText }) => oldText).join(''),
          change.replacements.map(({ newText }) => newText).join(''),
        ];
  return path.basename(edit.path) === file && after.includes(inserted) && !before.includes(inserted);
}

/** How many of `found` are of `edits`, each one once and in order. */
function matchInOrder(found: readonly ReportedEdit[], edits: Sample['edits']): number {
  let matched = 0;
  let from = 0;
  for (const edit of found) {
    const at = edits.findIndex((known, k) => k >= from && isEdit(edit, known));
    if (at < 0) continue;
    matched++;
    from = at + 1;
  }
  return matched;
}

describe('on real sessions', () => {
  for (const { name, edits, read } of SAMPLES_BY_HAND)
    it(name, async function () {
      const folder = samplesFolder();
      const file = path.join(folder ?? '', name);
      if (!folder || !existsSync(file)) {
        console.log(`        ${name} is not on this machine`);
        this.skip();
      }
      const found = await read(readFileSync(file, 'utf8'));
      const matched = matchInOrder(found, edits);
      const share = (part: number, of: number) => (of === 0 ? '-' : `${Math.round((100 * part) / of)} %`);
      console.log(
        `        ${edits.length} edits, ${found.length} found: precision ${share(matched, found.length)}, recall ${share(matched, edits.length)}`,
      );
      assert.equal(matched, found.length, 'nothing is found that is no edit');
      assert.equal(matched, edits.length, 'every edit is found');
    });
});
