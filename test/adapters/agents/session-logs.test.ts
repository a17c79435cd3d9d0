/** Reading the sessions in a user's home: what is read, once, and what is left alone. */

import * as assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as zlib from 'node:zlib';
import fc from 'fast-check';
import { claudeCodeLog } from '../../../src/adapters/agents/claude-code-log.ts';
import { codexLog } from '../../../src/adapters/agents/codex-log.ts';
import { copilotCliLog } from '../../../src/adapters/agents/copilot-events-log.ts';
import { geminiLog } from '../../../src/adapters/agents/gemini-log.ts';
import { openSessionLogs } from '../../../src/adapters/agents/session-logs.ts';
import type { LineStore } from '../../../src/adapters/agents/session-source.ts';
import { SESSION_STORES } from '../../../src/adapters/agents/tools.ts';
import type { SessionLogs } from '../../../src/services/ports.ts';
import { createHome, fixture, type Home, linesOf } from '../../fixtures/agents/home.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const NOW_MS = Date.now();

describe('the sessions in a home', () => {
  let home: Home;
  let root: string;
  let warnings: string[];
  let log: string;

  beforeEach(async () => {
    home = await createHome();
    root = await realpath(await mkdtemp(path.join(os.tmpdir(), 'lastmile-tree-')));
    warnings = [];
    log = `.claude/projects/${root.replace(/[^a-zA-Z0-9]/g, '-')}/s-claude.jsonl`;
  });
  afterEach(async () => {
    await home.dispose();
    await rm(root, { recursive: true, force: true });
  });

  const open = (stores = SESSION_STORES): SessionLogs =>
    openSessionLogs({
      stores,
      places: home.places,
      worktree: root,
      stateFile: home.path('state/sessions.json'),
      clock: { nowMs: () => NOW_MS },
      log: { info() {}, warn: (message) => warnings.push(message) },
    });

  async function read(logs = open()): Promise<string[]> {
    const uids: string[] = [];
    for (;;) {
      const batch = await logs.read();
      uids.push(...batch.claims.map(({ uid }) => uid));
      await batch.accept();
      if (!batch.hasMore) return uids;
    }
  }

  const CLAIMS = ['claude-code:s-claude:toolu_write:a.ts', 'claude-code:s-claude:toolu_edit:a.ts'];

  it('are read once', async () => {
    await home.write(log, fixture('claude-code.jsonl', root));
    const logs = open();
    assert.deepEqual(await read(logs), CLAIMS);
    assert.deepEqual(await read(logs), []);
    assert.deepEqual(await read(), [], 'by another process either');
  });

  it('are given again when nobody dealt with them', async () => {
    await home.write(log, fixture('claude-code.jsonl', root));
    await open().read();
    assert.deepEqual(await read(), CLAIMS);
  });

  it('are read on from where they were, whatever the pieces in which they come', async () => {
    const bytes = Buffer.from(fixture('claude-code.jsonl', root));
    const cuts = fc.uniqueArray(fc.nat(bytes.length), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(cuts, async (positions) => {
        await rm(home.path('state'), { recursive: true, force: true });
        await home.write(log, '');
        const found = new Set<string>();
        let from = 0;
        for (const to of [...positions.sort((a, b) => a - b), bytes.length]) {
          await home.append(log, bytes.subarray(from, to));
          for (const uid of await read()) found.add(uid);
          from = to;
        }
        assert.deepEqual([...found], CLAIMS);
      }),
      { numRuns: 30 },
    );
  });

  it('are read anew when a file has become another', async () => {
    await home.write(log, fixture('claude-code.jsonl', root));
    const logs = open();
    await read(logs);
    await home.write(log, fixture('claude-code.jsonl', root).replaceAll('s-claude', 's-another'));
    assert.equal((await read(logs)).length, 2, 'another head');
    await truncate(home.path(log), 0);
    assert.deepEqual(await read(logs), []);
    await home.append(log, fixture('claude-code.jsonl', root));
    assert.deepEqual(await read(logs), CLAIMS, 'shrunk');
    await rename(home.path(log), home.path(`${log}.old`));
    await home.write(log, fixture('claude-code.jsonl', root));
    assert.deepEqual(await read(logs), CLAIMS, 'rotated');
  });

  it('are read with those of subagents, and only if they are recent and of this work tree', async () => {
    const folder = path.dirname(log);
    const text = (session: string) => fixture('claude-code.jsonl', root).replaceAll('s-claude', session);
    await home.write(`${folder}/s1/subagents/agent-1.jsonl`, text('s-sub'));
    await home.write(`${folder}/old.jsonl`, text('s-old'));
    await home.touch(`${folder}/old.jsonl`, NOW_MS - 40 * DAY_MS);
    await home.write('.claude/projects/-elsewhere/s.jsonl', text('s-elsewhere'));
    assert.deepEqual(
      await read(),
      CLAIMS.map((uid) => uid.replace('s-claude', 's-sub')),
    );
  });

  it('count once when a fork repeats them', async () => {
    await home.write('.codex/sessions/2030/01/01/rollout-1.jsonl', fixture('codex.jsonl', root));
    await home.write('.codex/sessions/2030/01/02/rollout-2.jsonl', fixture('codex-forked.jsonl', root));
    const uids = await read();
    assert.equal(
      uids.filter((uid) => uid === 'codex:s-codex:call_add:a.ts').length,
      2,
      'the ledger knows them by uid',
    );
    assert.equal(new Set(uids).size, 4);
  });

  it('of elsewhere are not read again when they grow', async () => {
    const file = '.codex/sessions/2030/01/01/rollout-1.jsonl';
    const text = fixture('codex.jsonl', '/elsewhere');
    await home.write(file, text);
    let parsed = 0;
    const counting: LineStore = {
      ...codexLog,
      isOf(head, scope) {
        parsed++;
        return codexLog.isOf?.(head, scope) ?? null;
      },
    };
    const logs = open([counting]);
    await read(logs);
    await home.append(file, text);
    assert.deepEqual(await read(logs), []);
    assert.equal(parsed, 1);
  });

  it('are read when they were put away, compressed', async function () {
    if (!('zstdCompressSync' in zlib)) {
      console.log('        this Node has no Zstandard');
      this.skip();
    }
    const text = fixture('codex.jsonl', root);
    await home.write(
      '.codex/archived_sessions/rollout-1.jsonl.zst',
      zlib.zstdCompressSync(Buffer.from(text)),
    );
    await home.write('.codex/archived_sessions/rollout-2.jsonl.zst', 'not compressed');
    const elsewhere = fixture('codex.jsonl', '/elsewhere');
    await home.write(
      '.codex/archived_sessions/rollout-3.jsonl.zst',
      zlib.zstdCompressSync(Buffer.from(elsewhere)),
    );
    const logs = open();
    assert.equal((await read(logs)).length, 4);
    assert.deepEqual(await read(logs), []);
    assert.equal(warnings.length, 1);
  });

  it('in a database are read once it is not locked any more', async () => {
    const database = home.database(
      '.config/Code/agentSessionData/s1/session.db',
      `CREATE TABLE file_edits (turn_id TEXT, tool_call_id TEXT, file_path TEXT, edit_type TEXT, original_path TEXT,
         before_content BLOB, after_content BLOB);
       PRAGMA user_version = 4`,
    );
    try {
      const insert = database.prepare(
        "INSERT INTO file_edits VALUES ('t', ?, ?, 'create', NULL, NULL, 'one')",
      );
      insert.run('call_1', `${root}/a.ts`);
      const logs = open();
      database.exec('BEGIN EXCLUSIVE');
      assert.deepEqual(await read(logs), []);
      assert.equal(warnings.length, 1);
      database.exec('COMMIT');
      assert.deepEqual(await read(logs), ['copilot:s1:call_1:a.ts']);
      insert.run('call_2', `${root}/b.ts`);
      assert.deepEqual(await read(logs), ['copilot:s1:call_2:b.ts'], 'only what is new');
    } finally {
      database.close();
    }
  });

  describe('that are damaged or hostile', () => {
    const written = (file: string) => ({
      parentUuid: null,
      cwd: root,
      sessionId: 's-hostile',
      type: 'user',
      message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1' }] },
      uuid: 'u1',
      timestamp: '2030-01-01T10:00:00.000Z',
      toolUseResult: { type: 'create', filePath: file, content: 'hostile\n', originalFile: null },
    });
    const put = (record: object) => home.write(log, `${JSON.stringify(record)}\n`);

    it('claim nothing outside the work tree, nothing in the git folder, and nothing through links', async () => {
      await mkdir(path.join(root, '.git'));
      await mkdir(path.join(root, 'nested/.git'), { recursive: true });
      await symlink(home.folder, path.join(root, 'out'));
      await symlink('/nowhere/at/all', path.join(root, 'dangling'));
      const files = [
        '/etc/passwd',
        '../outside.ts',
        `${root}/../outside.ts`,
        `${root}/.git/hooks/pre-commit`,
        `${root}/nested/.git/config`,
        `${root}/out/a.ts`,
        `${root}/dangling`,
        `${root}/a\0.ts`,
        root,
        'file://%zz',
      ];
      for (const file of files) {
        await put(written(file));
        assert.deepEqual(await read(), [], file);
        await rm(home.path('state'), { recursive: true, force: true });
      }
      await put(written(`${root}/new/folder/a.ts`));
      assert.deepEqual(await read(), ['claude-code:s-hostile:toolu_1:new/folder/a.ts']);
    });

    it('are followed through links that stay inside', async () => {
      await writeFile(path.join(root, 'real.ts'), '');
      await symlink('real.ts', path.join(root, 'link.ts'));
      await put(written(`${root}/link.ts`));
      assert.deepEqual(await read(), ['claude-code:s-hostile:toolu_1:real.ts']);
    });

    it('are not read where a repository brings them along', async () => {
      await mkdir(path.join(root, '.claude/projects', path.basename(path.dirname(log))), { recursive: true });
      await writeFile(path.join(root, log), fixture('claude-code.jsonl', root));
      const inside = openSessionLogs({
        stores: SESSION_STORES,
        places: { ...home.places, env: { CLAUDE_CONFIG_DIR: path.join(root, '.claude') } },
        worktree: root,
        stateFile: home.path('state/inside.json'),
        clock: { nowMs: () => NOW_MS },
        log: { info() {}, warn: (message) => warnings.push(message) },
      });
      assert.deepEqual(await read(inside), []);
      assert.equal(warnings.length, 1);
    });

    it('say nothing by deep nesting, odd keys, and records that are no objects', async () => {
      const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
      const records = [
        `{"uuid":"u","parentUuid":null,"type":"tool_result","toolUseResult":${deep},"filePath":"x"}`,
        '{"__proto__":{"filePath":"x"},"toolUseResult":{"filePath":{"__proto__":null}}}',
        '"toolUseResult filePath"',
        'null',
        '',
        '\u0000\u0001',
        '{"toolUseResult":{"filePath":',
      ];
      await home.write(log, `${records.join('\n')}\n${fixture('claude-code.jsonl', root)}`);
      assert.deepEqual(await read(), CLAIMS);
      assert.equal(warnings.length, 1);
      assert.equal(({} as { filePath?: string }).filePath, undefined);
    });

    it('are read beyond a line that is too long', async function () {
      this.timeout(60_000);
      await home.write(log, fixture('claude-code.jsonl', root).split('\n').slice(0, 3).join('\n'));
      await home.append(log, '\n');
      const piece = Buffer.alloc(8 * 1024 * 1024, 'x');
      for (let n = 0; n < 10; n++) await home.append(log, piece);
      await home.append(log, `\n${fixture('claude-code.jsonl', root).split('\n').slice(3).join('\n')}`);
      assert.deepEqual((await read()).toSorted(), CLAIMS.toSorted());
    });

    it('come to an end where the last line is long and not complete', async function () {
      this.timeout(60_000);
      await home.write(log, fixture('claude-code.jsonl', root));
      await home.append(log, Buffer.alloc(20 * 1024 * 1024, 'x'));
      const logs = open();
      assert.deepEqual(await read(logs), CLAIMS);
      assert.deepEqual(await read(logs), []);
    });

    it('are no matter when the reading state is damaged', async () => {
      await home.write(log, fixture('claude-code.jsonl', root));
      await read();
      for (const damaged of ['', '{', 'null', '{"version":1,"files":{"x":{}}}', '{"version":9,"files":{}}']) {
        await home.write('state/sessions.json', damaged);
        assert.deepEqual(await read(), CLAIMS, damaged);
      }
    });

    it('keep no text of files, prompts or outputs in the reading state', async () => {
      await home.write(log, fixture('claude-code.jsonl', root));
      await home.write('.codex/sessions/2030/01/01/rollout-1.jsonl', fixture('codex.jsonl', root));
      await read();
      const { readFileSync } = await import('node:fs');
      const state = readFileSync(home.path('state/sessions.json'), 'utf8');
      for (const text of ['greeting', 'hello', 'one();', 'Begin Patch'])
        assert.ok(!state.includes(text), text);
    });
  });

  const stores: [string, LineStore, string][] = [
    ["Claude Code's", claudeCodeLog, 'claude-code.jsonl'],
    ["Codex's", codexLog, 'codex.jsonl'],
    ["Copilot's", copilotCliLog, 'copilot-cli.jsonl'],
    ["Gemini's", geminiLog, 'gemini.jsonl'],
  ];
  for (const [whose, store, name] of stores) {
    const whole = fixture(name, '/project');
    const namesOf = (text: string) =>
      store.parse(linesOf(text), {}).edits.map(({ call, path: file }) => `${call} ${file}`);

    it(`invent no edit when one of ${whose} ends anywhere`, () => {
      // What is given up later is an edit until then.
      const known = new Set(
        linesOf(whole).flatMap((_, at, lines) => namesOf(`${lines.slice(0, at + 1).join('\n')}\n`)),
      );
      fc.assert(
        fc.property(fc.nat(whole.length), (end) => {
          for (const edit of namesOf(`${whole.slice(0, end)}\n`)) assert.ok(known.has(edit), edit);
        }),
      );
    });

    it(`invent no edit when one of ${whose} is damaged anywhere`, () => {
      const position = fc.nat(whole.length - 1);
      fc.assert(
        fc.property(position, fc.constantFrom('"', '{', '}', '\n', '\\', '\0', '9'), (at, character) => {
          const text = whole.slice(0, at) + character + whole.slice(at + 1);
          const { edits } = store.parse(linesOf(text), {});
          assert.ok(edits.length <= linesOf(text).length);
          for (const edit of edits) assert.ok(typeof edit.path === 'string' && Number.isFinite(edit.atMs));
        }),
      );
    });
  }
});
