/** Event streams of Copilot's agents. */

import * as assert from 'node:assert/strict';
import { copilotCliLog } from '../../../src/adapters/agents/copilot-events-log.ts';
import { fixture, linesOf } from '../../fixtures/agents/home.ts';
import { told } from '../../fixtures/agents/told.ts';

const parse = (text: string, memory = {}) => copilotCliLog.parse(linesOf(text), memory);
const scope = {
  places: { home: '/home/dev', env: {}, platform: 'linux' as const },
  roots: ['/project'],
  sinceMs: 0,
};

describe("Copilot's event stream", () => {
  it('tells of tools that edited and succeeded', () => {
    const { edits, strange } = parse(fixture('copilot-cli.jsonl'));
    assert.deepEqual(told(edits), [
      'call_create claude-haiku-4.5 /project/a.md: null => "one word\\n"',
      'call_edit claude-haiku-4.5 /project/a.md: "one word\\n" => "one $& words\\n"',
      'call_patch - /project/b.ts: hello();\n -> // A remark\nhello();\n',
    ]);
    assert.equal(strange, 0);
  });

  it('waits with a call for its completion', () => {
    const text = fixture('copilot-cli.jsonl');
    assert.equal(parse(text).openFrom, linesOf(text).length - 1);
  });

  it('says nothing of another version', () => {
    const { edits, strange } = parse(fixture('copilot-cli.jsonl').replace('"version":1', '"version":2'));
    assert.deepEqual(edits, []);
    assert.equal(strange, 3);
  });

  it('is known by where it ran', () => {
    const head = fixture('copilot-cli.jsonl');
    assert.equal(copilotCliLog.isOf?.(head, scope), true);
    assert.equal(copilotCliLog.isOf?.(head, { ...scope, roots: ['/elsewhere'] }), false);
  });
});
