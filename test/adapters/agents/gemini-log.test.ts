/** Gemini CLI's recordings. */

import * as assert from 'node:assert/strict';
import { geminiLog, geminiOlderLog } from '../../../src/adapters/agents/gemini-log.ts';
import { sha256 } from '../../../src/adapters/agents/places.ts';
import { createHome, fixture, type Home, linesOf } from '../../fixtures/agents/home.ts';
import { told } from '../../fixtures/agents/told.ts';

const DONE = [
  'write_1 gemini-3-flash-preview /project/a.md: null => "one\\n"',
  'replace_1 gemini-3-flash-preview /project/a.md: "one\\n" => "two\\n"',
  'write_2 gemini-3-flash-preview /project/b.md: null => "as proposed\\n"',
];

describe("Gemini's recording", () => {
  let home: Home;
  beforeEach(async () => {
    home = await createHome();
  });
  afterEach(() => home.dispose());
  const scope = (root = '/project') => ({ places: home.places, roots: [root], sinceMs: 0 });

  it('tells of tools that succeeded, by the last version of each message', () => {
    const { edits, strange, memory } = geminiLog.parse(linesOf(fixture('gemini.jsonl')), {});
    assert.deepEqual(told(edits), DONE);
    assert.equal(strange, 0);
    assert.deepEqual(memory, { session: 's-gemini' });
  });

  it('was one document in older versions', async () => {
    const [header, ...records] = linesOf(fixture('gemini.jsonl')).map((line) => JSON.parse(line.toString()));
    const messages = records.filter((record) => 'id' in record && record.id !== 'm5');
    const file = await home.write('older.json', JSON.stringify({ ...header, messages: messages.slice(1) }));
    assert.deepEqual(told(geminiOlderLog.read(file, {}, scope()).edits), DONE);
  });

  it('is found by the hash, the name or the file of its project', async () => {
    const files = [
      `.gemini/tmp/${sha256('/project')}/chats/session-1.jsonl`,
      '.gemini/tmp/by-name/chats/session-2.jsonl',
      '.gemini/tmp/by-file/chats/session-3.jsonl',
    ];
    for (const file of [...files, '.gemini/tmp/another/chats/session-4.jsonl']) await home.write(file, '');
    await home.write('.gemini/projects.json', JSON.stringify({ projects: { '/project/part': 'by-name' } }));
    await home.write('.gemini/tmp/by-file/.project_root', '/project\n');
    assert.deepEqual((await geminiLog.find(scope())).sort(), files.map(home.path).sort());
    assert.deepEqual(await geminiLog.find(scope('/elsewhere')), []);
  });
});
