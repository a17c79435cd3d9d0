/** OpenCode's sessions, in its database and in the files of older versions. */

import * as assert from 'node:assert/strict';
import { opencodeDatabase, opencodeStorage } from '../../../src/adapters/agents/opencode-log.ts';
import { createHome, type Home } from '../../fixtures/agents/home.ts';
import { told } from '../../fixtures/agents/told.ts';

const DATA = '.local/share/opencode';
const T0 = Date.UTC(2030, 0, 1);

const tool = (callID: string, name: string, input: object, more: object = {}) => ({
  type: 'tool',
  callID,
  tool: name,
  state: {
    status: 'completed',
    input,
    output: '',
    title: '',
    metadata: {},
    time: { start: T0, end: T0 },
    ...more,
  },
});
const PARTS: [string, object][] = [
  [
    'prt_1',
    tool(
      'call_1',
      'write',
      { filePath: '/project/a.ts', content: 'one();\n' },
      { metadata: { exists: false } },
    ),
  ],
  ['prt_2', tool('call_2', 'edit', { filePath: '/project/a.ts', oldString: 'one', newString: '$&' })],
  [
    'prt_3',
    tool(
      'call_3',
      'edit',
      { filePath: 'a.ts', oldString: 'x', newString: 'y' },
      { status: 'error', error: 'no' },
    ),
  ],
  ['prt_4', tool('call_4', 'edit', { filePath: 'b.ts', oldString: 'x', newString: 'y', replaceAll: true })],
  [
    'prt_5',
    tool(
      'call_5',
      'edit',
      { filePath: 'b.ts', oldString: 'y', newString: 'z' },
      { metadata: { filediff: { file: 'b.ts', before: 'y\n', after: 'z\n' } } },
    ),
  ],
  ['prt_6', tool('call_6', 'bash', { command: 'echo > c.ts' })],
];
const DONE = [
  'call_1 claude-sonnet-4-5 /project/a.ts: null => "one();\\n"',
  'call_2 claude-sonnet-4-5 /project/a.ts: "one();\\n" => "$&();\\n"',
  'call_4 claude-sonnet-4-5 b.ts: x -> y (all)',
  'call_5 claude-sonnet-4-5 b.ts: "y\\n" => "z\\n"',
];
const MESSAGE = { role: 'assistant', modelID: 'claude-sonnet-4-5', providerID: 'anthropic' };

describe('OpenCode', () => {
  let home: Home;
  beforeEach(async () => {
    home = await createHome();
  });
  afterEach(() => home.dispose());
  const scope = (root = '/project') => ({ places: home.places, roots: [root], sinceMs: 0 });

  describe('in its database', () => {
    const FILE = `${DATA}/opencode.db`;
    function make(revert: object | null = null) {
      const database = home.database(
        FILE,
        `CREATE TABLE session (id text PRIMARY KEY, directory text NOT NULL, revert text, time_updated integer);
         CREATE TABLE message (id text PRIMARY KEY, session_id text, time_created integer, time_updated integer, data text);
         CREATE TABLE part (id text PRIMARY KEY, message_id text, session_id text, time_created integer,
           time_updated integer, data text);`,
      );
      database
        .prepare('INSERT INTO session VALUES (?, ?, ?, ?)')
        .run('ses_1', '/project', revert && JSON.stringify(revert), T0);
      database
        .prepare('INSERT INTO message VALUES (?, ?, ?, ?, ?)')
        .run('msg_1', 'ses_1', T0, T0, JSON.stringify(MESSAGE));
      const insert = database.prepare('INSERT INTO part VALUES (?, ?, ?, ?, ?, ?)');
      for (const [id, part] of PARTS) insert.run(id, 'msg_1', 'ses_1', T0, T0, JSON.stringify(part));
      return database;
    }
    const read = (memory = {}, root = '/project') =>
      opencodeDatabase.read(home.path(FILE), memory, scope(root));

    it('tells of tools that completed', async () => {
      make().close();
      assert.deepEqual(told(read().edits), DONE);
      assert.equal(read().strange, 0);
      assert.deepEqual(await opencodeDatabase.find(scope()), [home.path(FILE)]);
    });

    it('says nothing of sessions elsewhere', () => {
      make().close();
      assert.deepEqual(read({}, '/elsewhere').edits, []);
    });

    it('says nothing of what was gone back on', () => {
      make({ messageID: 'msg_1', partID: 'prt_2' }).close();
      assert.deepEqual(told(read().edits), DONE.slice(0, 1));
    });

    it('is read while OpenCode writes', () => {
      const database = make();
      database.exec('PRAGMA journal_mode = WAL; BEGIN IMMEDIATE; DELETE FROM part');
      try {
        assert.deepEqual(told(read().edits), DONE);
      } finally {
        database.close();
      }
    });

    it('says nothing with tables unknown to us', () => {
      home.database(FILE, 'CREATE TABLE session_v2 (id text)').close();
      assert.equal(read().strange, 1);
    });
  });

  it('was files in older versions', async () => {
    const file = `${DATA}/storage/session/p1/ses_1.json`;
    await home.write(file, JSON.stringify({ id: 'ses_1', directory: '/project', projectID: 'p1' }));
    await home.write(`${DATA}/storage/message/ses_1/msg_1.json`, JSON.stringify(MESSAGE));
    for (const [id, part] of PARTS)
      await home.write(`${DATA}/storage/part/msg_1/${id}.json`, JSON.stringify(part));
    assert.deepEqual(await opencodeStorage.find(scope()), [home.path(file)]);
    assert.deepEqual(told(opencodeStorage.read(home.path(file), {}, scope()).edits), DONE);
    assert.deepEqual(opencodeStorage.read(home.path(file), {}, scope('/elsewhere')).edits, []);
  });
});
