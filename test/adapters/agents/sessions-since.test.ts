/** The moment from which on sessions are taken in. */

import * as assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, realpath, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { claudeCodeLog } from '../../../src/adapters/agents/claude-code-log.ts';
import { copilotSessionDatabase } from '../../../src/adapters/agents/copilot-editor-log.ts';
import { openSessionLogs } from '../../../src/adapters/agents/session-logs.ts';
import type { SessionStore } from '../../../src/adapters/agents/session-source.ts';
import { sessionsSince, setSessionsSince } from '../../../src/adapters/agents/sessions-since.ts';
import { createHome, fixture, type Home } from '../../fixtures/agents/home.ts';

describe('the moment from which on sessions are read', () => {
  let home: Home;
  let root: string;
  let sinceMs: number;
  let nowMs: number;

  beforeEach(async () => {
    home = await createHome();
    root = await realpath(await mkdtemp(path.join(os.tmpdir(), 'lastmile-tree-')));
    sinceMs = 0;
    nowMs = Date.now();
  });
  afterEach(async () => {
    await home.dispose();
    await rm(root, { recursive: true, force: true });
  });

  async function calls(store: SessionStore): Promise<string[]> {
    const logs = openSessionLogs({
      stores: [store],
      places: home.places,
      worktree: root,
      stateFile: home.path('state/sessions.json'),
      since: () => sinceMs,
      clock: { nowMs: () => nowMs },
      log: { info() {}, warn: assert.fail },
    });
    const batch = await logs.read();
    await batch.accept();
    return batch.claims.map(({ uid }) => uid.split(':')[2]!);
  }

  it('is kept beside the ledger, and is 0 where none was set', async () => {
    await mkdir(path.join(root, '.git'));
    const commonDir = path.join(root, '.git');
    assert.equal(sessionsSince(commonDir), 0);
    setSessionsSince(commonDir, 1234);
    assert.equal(sessionsSince(commonDir), 1234);
    assert.deepEqual(await readdir(path.join(commonDir, 'lastmile')), ['sessions-since.json']);
  });

  it('leaves out edits that a log tells of from before', async () => {
    const log = `.claude/projects/${root.replace(/[^a-zA-Z0-9]/g, '-')}/s-claude.jsonl`;
    await home.write(log, fixture('claude-code.jsonl', root));
    const all = await calls(claudeCodeLog);
    assert.deepEqual(all, ['toolu_write', 'toolu_edit']);
    await rm(home.path('state'), { recursive: true });
    // between the two results
    sinceMs = Date.parse('2030-01-01T10:00:02.500Z');
    assert.deepEqual(await calls(claudeCodeLog), ['toolu_edit']);
  });

  describe('where a session does not say when an edit was made', () => {
    const SESSION = '.config/Code/agentSessionData/copilot-1';
    const edit = (call: string) =>
      home.database(
        `${SESSION}/session.db`,
        `CREATE TABLE IF NOT EXISTS file_edits (
           tool_call_id TEXT, file_path TEXT, edit_type TEXT, before_content BLOB, after_content BLOB);
         PRAGMA user_version = 4;
         INSERT INTO file_edits VALUES ('${call}', '${root}/a.ts', 'edit', 'old', '${call}')`,
      );
    const write = (call: string) => edit(call).close();
    const look = () => calls(copilotSessionDatabase);
    /** Later than all that has been written. */
    const later = () => {
      nowMs += 60_000;
      return nowMs;
    };

    it('those of a session that began before are left out, and what comes after a look is told', async () => {
      write('call_1');
      sinceMs = later();
      later();
      assert.deepEqual(await look(), []);
      await home.touch(`${SESSION}/session.db`, later());
      assert.deepEqual(await look(), [], 'whatever the file looks like');
      write('call_2');
      await home.touch(`${SESSION}/session.db`, later());
      assert.deepEqual(await look(), ['call_2']);
    });

    it('those that came between a look and the moment are left out', async () => {
      write('call_1');
      assert.deepEqual(await look(), ['call_1']);
      write('call_2');
      sinceMs = later();
      await home.touch(`${SESSION}/session.db`, later());
      assert.deepEqual(await look(), []);
      write('call_3');
      await home.touch(`${SESSION}/session.db`, later());
      assert.deepEqual(await look(), ['call_3']);
    });

    it('a file that did not change between the moment and a look hides nothing that comes then', async () => {
      write('call_1');
      assert.deepEqual(await look(), ['call_1']);
      sinceMs = later();
      later();
      assert.deepEqual(await look(), []);
      write('call_2');
      await home.touch(`${SESSION}/session.db`, later());
      assert.deepEqual(await look(), ['call_2']);
    });

    it('those of a session that began after are told', async function () {
      sinceMs = nowMs - 60_000;
      write('call_1');
      // Some file systems do not tell when a folder was made: there the first look is lost.
      if ((await stat(home.path(SESSION))).birthtimeMs === 0) this.skip();
      later();
      assert.deepEqual(await look(), ['call_1']);
    });
  });
});
