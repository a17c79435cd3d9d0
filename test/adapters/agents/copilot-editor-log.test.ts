/** The editor's own chat: session databases, and the state of chat editing sessions. */

import * as assert from 'node:assert/strict';
import {
  copilotEditingSessions,
  copilotSessionDatabase,
} from '../../../src/adapters/agents/copilot-editor-log.ts';
import { createHome, type Home } from '../../fixtures/agents/home.ts';
import { told } from '../../fixtures/agents/told.ts';

const SCHEMA = `
  CREATE TABLE turns (id TEXT PRIMARY KEY NOT NULL, event_id TEXT);
  CREATE TABLE file_edits (
    turn_id TEXT NOT NULL, tool_call_id TEXT NOT NULL, file_path TEXT NOT NULL,
    edit_type TEXT NOT NULL DEFAULT 'edit', original_path TEXT, before_content BLOB, after_content BLOB,
    added_lines INTEGER, removed_lines INTEGER, PRIMARY KEY (tool_call_id, file_path));
  PRAGMA user_version = 4;`;

describe('the editor', () => {
  let home: Home;
  beforeEach(async () => {
    home = await createHome();
  });
  afterEach(() => home.dispose());
  const scope = (root = '/project') => ({ places: home.places, roots: [root], sinceMs: 0 });

  describe("in an agent host's session database", () => {
    const FILE = '.config/Code/agentSessionData/copilot-1/session.db';
    const make = (script: string) => home.database(FILE, SCHEMA + script).close();
    const read = () => copilotSessionDatabase.read(home.path(FILE), {}, scope());

    it('tells of the texts of files before and after each call', async () => {
      make(`INSERT INTO file_edits VALUES
        ('t1', 'call_1', '/project/a.ts', 'create', NULL, NULL, CAST('one' AS BLOB), 1, 0),
        ('t1', 'call_2', '/project/a.ts', 'edit', NULL, CAST('one' AS BLOB), CAST('two' AS BLOB), 1, 1),
        ('t1', 'call_3', '/project/b.ts', 'delete', NULL, CAST('gone' AS BLOB), NULL, 0, 1)`);
      assert.deepEqual(await copilotSessionDatabase.find(scope()), [home.path(FILE)]);
      assert.deepEqual(told(read().edits), [
        'call_1 - /project/a.ts: null => "one"',
        'call_2 - /project/a.ts: "one" => "two"',
      ]);
    });

    it('tells of nothing that was gone back on', () => {
      make(`INSERT INTO file_edits VALUES ('t1', 'call_1', 'a', 'edit', NULL, 'one', 'two', 1, 1);
        DELETE FROM file_edits WHERE turn_id = 't1'`);
      assert.deepEqual(read().edits, []);
    });

    it('says nothing in a schema of later', () => {
      make(
        "INSERT INTO file_edits VALUES ('t1', 'c', 'a', 'edit', NULL, 'one', 'two', 1, 1); PRAGMA user_version = 99",
      );
      assert.deepEqual({ ...read(), memory: null }, { edits: [], strange: 1, memory: null });
    });
  });

  describe('in a chat editing session', () => {
    const SESSION = '.config/Code/User/workspaceStorage/w1/chatEditingSessions/s1';
    const uri = (path: string) => ({ $mid: 1, external: `file://${path}`, path, scheme: 'file' });
    const entry = (state: number) => ({
      resource: 'file:///project/a.ts',
      languageId: 'typescript',
      originalHash: 'aaaaaaa',
      currentHash: 'bbbbbbb',
      state,
      snapshotUri: 'file:///project/a.ts',
      telemetryInfo: { requestId: 'request_1', modelId: 'copilot/gpt-5.2' },
    });
    const range = (line: number, from: number, to: number) => ({
      startLineNumber: line,
      startColumn: from,
      endLineNumber: line,
      endColumn: to,
    });
    const operation = (epoch: number, edits: object[]) => ({
      type: 'textEdit',
      uri: uri('/project/a.ts'),
      requestId: 'request_1',
      epoch,
      edits,
    });
    const timeline = (currentEpoch: number) => ({
      checkpoints: [],
      fileBaselines: [
        [
          'file:///project/a.ts::request_1',
          {
            uri: uri('/project/a.ts'),
            requestId: 'request_1',
            content: 'one\ntwo\n',
            epoch: 1,
            telemetryInfo: { requestId: 'request_1', modelId: 'copilot/gpt-5.2' },
          },
        ],
      ],
      operations: [
        operation(2, [
          { range: range(1, 1, 4), text: 'ONE' },
          { range: range(2, 4, 4), text: '!' },
        ]),
        operation(3, [{ range: range(3, 1, 1), text: 'three\n' }]),
      ],
      currentEpoch,
      epochCounter: 4,
    });
    async function make(state: object) {
      await home.write(`${SESSION}/../../workspace.json`, JSON.stringify({ folder: 'file:///project' }));
      await home.write(`${SESSION}/contents/aaaaaaa`, 'one\n');
      await home.write(`${SESSION}/contents/bbbbbbb`, 'two\n');
      await home.write(`${SESSION}/state.json`, JSON.stringify(state));
    }
    const read = () => copilotEditingSessions.read(home.path(`${SESSION}/state.json`), {}, scope());

    it('tells of each request what it made of the text it came to', async () => {
      await make({
        version: 2,
        recentSnapshot: { entries: [] },
        timeline: timeline(4),
        initialFileContents: [],
      });
      assert.deepEqual(told(read().edits), [
        'request_1-3 gpt-5.2 /project/a.ts: "one\\ntwo\\n" => "ONE\\ntwo!\\nthree\\n"',
      ]);
    });

    it('leaves out operations that were undone', async () => {
      await make({
        version: 2,
        recentSnapshot: { entries: [] },
        timeline: timeline(3),
        initialFileContents: [],
      });
      assert.match(told(read().edits)[0]!, /=> "ONE\\ntwo!\\n"$/);
      await make({
        version: 2,
        recentSnapshot: { entries: [] },
        timeline: timeline(2),
        initialFileContents: [],
      });
      assert.deepEqual(read().edits, []);
    });

    it('tells of the snapshot where there is no timeline', async () => {
      await make({ version: 1, recentSnapshot: { entries: [entry(0)] }, initialFileContents: [] });
      assert.deepEqual(told(read().edits), [
        'request_1-bbbbbbb gpt-5.2 file:///project/a.ts: "one\\n" => "two\\n"',
      ]);
    });

    it('says nothing of a file whose edits the user rejected', async () => {
      await make({
        version: 2,
        recentSnapshot: { entries: [entry(2)] },
        timeline: timeline(4),
        initialFileContents: [],
      });
      assert.deepEqual(read().edits, []);
    });

    it('says nothing in a version of later, and nothing of other workspaces', async () => {
      await make({ version: 3, recentSnapshot: { entries: [entry(0)] }, initialFileContents: [] });
      assert.equal(read().strange, 1);
      assert.equal((await copilotEditingSessions.find(scope())).length, 1);
      assert.deepEqual(await copilotEditingSessions.find(scope('/elsewhere')), []);
    });
  });
});
