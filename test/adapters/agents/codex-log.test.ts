/** Codex's rollouts: all forms in which an edit is reported. */

import * as assert from 'node:assert/strict';
import { codexLog } from '../../../src/adapters/agents/codex-log.ts';
import { fixture, linesOf } from '../../fixtures/agents/home.ts';
import { told } from '../../fixtures/agents/told.ts';

const parse = (text: string, memory = {}) => codexLog.parse(linesOf(text), memory);
const scope = {
  places: { home: '/home/dev', env: {}, platform: 'linux' as const },
  roots: ['/project'],
  sinceMs: 0,
};

describe("Codex's rollout", () => {
  it('tells of patches that were applied', () => {
    const { edits, strange, memory, openFrom } = parse(fixture('codex.jsonl'));
    assert.deepEqual(told(edits), [
      'call_add gpt-5.4 /project/a.ts: null => "one();\\ntwo();\\n"',
      'call_update gpt-5.4 /project/a.ts: "one();\\ntwo();\\n" => "one();\\nand_a_half();\\ntwo();\\n"',
      'call_item gpt-5.4 /project/b.ts: null => "item();\\n"',
      'call_request gpt-5.4 a.ts: "one();\\nand_a_half();\\ntwo();\\n" => "one();\\nand_a_half();\\nthree();\\n"',
    ]);
    assert.equal(strange, 0);
    assert.equal(openFrom, undefined);
    assert.deepEqual(memory, { session: 's-codex', cwd: '/project', model: 'gpt-5.4' });
  });

  it('tells what a hunk replaced where it has not told the whole text', () => {
    const lines = fixture('codex.jsonl').split('\n');
    const { edits } = parse(`${lines[0]}\n${lines[5]}\n`);
    assert.deepEqual(edits[0]?.change, {
      replacements: [{ oldText: 'one();\ntwo();\n', newText: 'one();\nand_a_half();\ntwo();\n' }],
    });
  });

  it('names the calls that a fork repeats as its parent does', () => {
    const own = parse(fixture('codex.jsonl')).edits[0];
    const repeated = parse(fixture('codex-forked.jsonl')).edits[0];
    assert.equal(repeated?.session, own?.session);
    assert.equal(repeated?.call, own?.call);
  });

  it('waits with a request for its output', () => {
    const lines = fixture('codex.jsonl').split('\n');
    assert.equal(parse(`${lines[0]}\n${lines[9]}\n`).openFrom, 1);
    const { edits } = parse(`${lines[9]}\n${lines[10]}\n`, { session: 's-codex', cwd: '/project' });
    assert.equal(edits.length, 1);
  });

  it('is known by where it ran', () => {
    const head = fixture('codex.jsonl');
    assert.equal(codexLog.isOf?.(head, scope), true);
    assert.equal(codexLog.isOf?.(head, { ...scope, roots: ['/elsewhere'] }), false);
    assert.equal(codexLog.isOf?.('{"timestamp":', scope), null);
  });
});
