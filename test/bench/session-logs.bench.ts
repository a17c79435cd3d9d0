/** What it costs to look for edits in 500 MB of session logs: for the first time, and when nothing is new. */

import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { openSessionLogs } from '../../src/adapters/agents/session-logs.ts';
import { SESSION_STORES } from '../../src/adapters/agents/tools.ts';
import { createHome, fixture, type Home } from '../fixtures/agents/home.ts';
import { inTurn } from './measure.ts';
import { type Benchmark, milliseconds, type Table, times } from './report.ts';

const FILES = 400;
const FILE_BYTES = 1_250_000;
/** What the rest of a transcript is made of: outputs of commands and texts of files that were read. */
const OTHER = JSON.stringify({
  parentUuid: 'u1',
  type: 'user',
  message: {
    role: 'user',
    content: [{ type: 'tool_result', tool_use_id: 'toolu_x', content: 'output\n'.repeat(1500) }],
  },
  uuid: 'u2',
  timestamp: '2030-01-01T10:00:00.000Z',
});

const STATS = 'only asking for the state of every file';
const READ = 'reading every file';

/** 400 sessions of 1.25 MB, of projects as told. Returns the files. */
function fill(home: Home, root: string, projectOf: (n: number) => string): string[] {
  const text = fixture('claude-code.jsonl', root);
  const files: string[] = [];
  for (let n = 0; n < FILES; n++) {
    const folder = home.path(`.claude/projects/${projectOf(n)}`);
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, `s${n}.jsonl`);
    const descriptor = openSync(file, 'w');
    for (let bytes = 0; bytes < FILE_BYTES; )
      bytes += writeSync(descriptor, text.replaceAll('s-claude', `s${n}-${bytes}`) + `${OTHER}\n`.repeat(12));
    closeSync(descriptor);
    files.push(file);
  }
  return files;
}

async function measured(title: string, projectOf: (root: string) => (n: number) => string): Promise<Table> {
  const home = await createHome();
  try {
    const root = home.path('work/tree');
    mkdirSync(root, { recursive: true });
    const files = fill(home, root, projectOf(root));
    const stateFile = home.path('state.json');
    const open = () =>
      openSessionLogs({
        stores: SESSION_STORES,
        places: home.places,
        worktree: root,
        stateFile,
        clock: { nowMs: () => Date.now() },
        log: { info() {}, warn() {} },
      });
    const known = open();
    for (let batch = await known.read(); ; batch = await known.read()) {
      await batch.accept();
      if (!batch.hasMore) break;
    }
    // None where nothing was of this project.
    const saved = existsSync(stateFile) ? readFileSync(stateFile) : null;
    const timings = await inTurn(
      [
        { name: STATS, round: () => void files.map((file) => statSync(file).size) },
        { name: READ, round: () => void files.map((file) => readFileSync(file).length) },
        {
          name: 'first look, until the first batch is there',
          async round() {
            rmSync(stateFile, { force: true });
            await open().read();
            if (saved) writeFileSync(stateFile, saved);
          },
        },
        { name: 'first look of another process, nothing new', round: async () => void (await open().read()) },
        { name: 'another look, nothing new', round: async () => void (await known.read()) },
      ],
      READ,
      7,
    );
    return {
      title,
      header: ['', 'median', `/ ${READ}`],
      rows: timings.map(({ name, ms, ratio }) => [name, milliseconds(ms), times(ratio)]),
    };
  } finally {
    await home.dispose();
  }
}

export const sessionLogs: Benchmark = {
  name: 'session-logs',
  about: '500 MB of session logs, against reading them',
  async run() {
    const own = (root: string) => () => root.replace(/[^a-zA-Z0-9]/g, '-');
    const others = () => (n: number) => `-elsewhere-${n % 20}`;
    return {
      kind: 'measured',
      tables: [await measured('All of other projects', others), await measured('All of this project', own)],
    };
  },
};
