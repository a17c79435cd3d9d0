/** Claude Code's transcripts: which records are edits that were done. */

import * as assert from 'node:assert/strict';
import { claudeCodeLog } from '../../../src/adapters/agents/claude-code-log.ts';
import { fixture, linesOf } from '../../fixtures/agents/home.ts';
import { told } from '../../fixtures/agents/told.ts';

const parse = (text: string, memory = {}) => claudeCodeLog.parse(linesOf(text), memory);

describe("Claude Code's transcript", () => {
  it('tells of edits that were done, with their whole texts', () => {
    const { edits, strange, memory, openFrom } = parse(fixture('claude-code.jsonl'));
    assert.deepEqual(told(edits), [
      'toolu_write claude-opus-4-6 /project/a.ts: null => "const greeting = \'hello\';\\n"',
      'toolu_edit claude-opus-4-6 /project/a.ts: "const greeting = \'hello\';\\n" => "const greeting = \'$& $1\';\\n"',
    ]);
    assert.equal(strange, 0);
    assert.equal(openFrom, undefined);
    assert.deepEqual(memory, { model: 'claude-opus-4-6' });
  });

  it('has edits in a chain: each begins with what the one before it left', () => {
    const [first, second] = parse(fixture('claude-code.jsonl')).edits.map(({ change }) => change);
    assert.ok(first && second && 'after' in first && 'before' in second);
    assert.equal(second.before, first.after);
  });

  it('says nothing of branches that were given up by going back', () => {
    const { edits } = parse(fixture('claude-code-rewound.jsonl'));
    assert.deepEqual(told(edits), ['toolu_kept claude-opus-4-6 /project/kept.ts: null => "kept();\\n"']);
  });

  it('keeps a branch as long as nobody went back', () => {
    const untilRewind = fixture('claude-code-rewound.jsonl').split('\n').slice(0, 6).join('\n');
    assert.equal(parse(`${untilRewind}\n`).edits.length, 2);
  });

  it('waits with a call for its result', () => {
    const [, call, result] = fixture('claude-code.jsonl').split('\n');
    assert.equal(parse(`${call}\n`).openFrom, 0);
    assert.deepEqual(told(parse(`${call}\n${result}\n`).edits).length, 1);
  });

  it('takes the model from earlier on where the call is out of sight', () => {
    const [, , result] = fixture('claude-code.jsonl').split('\n');
    assert.equal(parse(`${result}\n`, { model: 'claude-sonnet-4-5' }).edits[0]?.model, 'claude-sonnet-4-5');
    assert.equal(parse(`${result}\n`).edits[0]?.model, undefined);
  });

  it('claims for the model what it proposed, not what the user made of it', () => {
    const changed = fixture('claude-code.jsonl')
      .replace('"userModified":false', '"userModified":true')
      .replace(`"newString":"'$& $1'"`, `"newString":"'changed by the user'"`);
    assert.match(told(parse(changed).edits)[1]!, /=> "const greeting = '\$& \$1';\\n"$/);
  });

  it('tells what it replaced where the whole text is not there', () => {
    const large = fixture('claude-code.jsonl').replace(
      `"originalFile":"const greeting = 'hello';\\n"`,
      '"originalFile":null',
    );
    assert.match(told(parse(large).edits)[1]!, /'hello' -> '\$& \$1'/);
  });

  it('counts edits of a shape it does not know, and says nothing of them', () => {
    const changed = fixture('claude-code.jsonl').replace('"oldString":"', '"oldString":1,"was":"');
    const { edits, strange } = parse(changed);
    assert.equal(edits.length, 1);
    assert.equal(strange, 1);
  });
});
