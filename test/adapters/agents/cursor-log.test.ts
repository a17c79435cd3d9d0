/** Cursor's database. */

import * as assert from 'node:assert/strict';
import { cursorLog } from '../../../src/adapters/agents/cursor-log.ts';
import { sha256 } from '../../../src/adapters/agents/places.ts';
import { createHome, type Home } from '../../fixtures/agents/home.ts';
import { told } from '../../fixtures/agents/told.ts';

const FILE = '.config/Cursor/User/globalStorage/state.vscdb';
const contentId = (text: string) => `composer.content.${sha256(text)}`;

describe("Cursor's database", () => {
  let home: Home;
  beforeEach(async () => {
    home = await createHome();
  });
  afterEach(() => home.dispose());

  function bubble(id: string, [before, after]: [string, string], more: object = {}): [string, object] {
    return [
      `bubbleId:c1:${id}`,
      {
        _v: 3,
        bubbleId: id,
        type: 2,
        createdAt: '2030-01-01T10:00:00.000Z',
        toolFormerData: {
          tool: 38,
          toolCallId: `tool_${id}`,
          status: 'completed',
          name: 'edit_file_v2',
          params: JSON.stringify({ relativeWorkspacePath: '/project/a.ts' }),
          result: JSON.stringify({ beforeContentId: contentId(before), afterContentId: contentId(after) }),
          ...more,
        },
      },
    ];
  }

  function put(...rows: [string, object | string][]) {
    const database = home.database(
      FILE,
      'CREATE TABLE IF NOT EXISTS cursorDiskKV (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB)',
    );
    const insert = database.prepare('INSERT INTO cursorDiskKV VALUES (?, ?)');
    for (const [key, value] of rows)
      insert.run(key, typeof value === 'string' ? value : JSON.stringify(value));
    database.close();
  }

  const read = (memory = {}) =>
    cursorLog.read(home.path(FILE), memory, { places: home.places, roots: ['/project'], sinceMs: 0 });

  it('tells of completed edits, with the texts that they name by hash', async () => {
    put(
      [contentId('one\n'), 'one\n'],
      [contentId('two\n'), 'two\n'],
      ['composerData:c1', { _v: 16, modelConfig: { modelName: 'gpt-5.2' } }],
      bubble('b1', ['', 'one\n']),
      bubble('b2', ['one\n', 'two\n']),
    );
    assert.deepEqual(told(read().edits), [
      'tool_b1 gpt-5.2 /project/a.ts: "" => "one\\n"',
      'tool_b2 gpt-5.2 /project/a.ts: "one\\n" => "two\\n"',
    ]);
    assert.equal((await cursorLog.find({ places: home.places, roots: [], sinceMs: 0 })).length, 1);
  });

  it('says nothing of edits that failed or were rejected', () => {
    put(
      [contentId('one\n'), 'one\n'],
      bubble('b1', ['', 'one\n'], { status: 'error' }),
      bubble('b2', ['', 'one\n'], { userDecision: 'rejected' }),
      bubble('b3', ['', 'one\n'], { name: 'read_file_v2' }),
    );
    assert.deepEqual(read().edits, []);
  });

  it('says nothing where a text is missing or is not the one that is named', () => {
    put([contentId('one\n'), 'another\n'], bubble('b1', ['', 'one\n']), bubble('b2', ['', 'missing\n']));
    assert.deepEqual({ ...read(), memory: null }, { edits: [], strange: 2, memory: null });
  });

  it('goes on where it was, and sees rows that were written again', () => {
    put([contentId('one\n'), 'one\n'], bubble('b1', ['', 'one\n'], { status: 'running' }));
    const { memory, edits } = read();
    assert.deepEqual(edits, []);
    assert.deepEqual(read(memory).edits, []);
    put(bubble('b1', ['', 'one\n']));
    assert.equal(read(memory).edits.length, 1);
  });
});
