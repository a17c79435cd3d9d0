import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { tallyLines } from '../../src/domain/line-classes.ts';
import { BASELINE, type Edit, markOf, pushRun, type Run, touched } from '../../src/domain/origin.ts';
import { type CommitLines, CSV_HEADER, csvLine, rowsOf, traceRecord } from '../../src/domain/trace.ts';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const edit = (uid: string, more: Partial<Edit>): Edit => ({
  uid,
  origin: 'ai',
  evidence: 'reported',
  kind: 'agent',
  atMs: 1,
  ...more,
});
const ai = edit('1', { tool: 'codex', model: 'gpt', session: 's' });
const MARKS = {
  a: markOf(ai),
  m: touched(markOf(ai)),
  h: markOf(edit('2', { origin: 'human' })),
  u: markOf(BASELINE),
  c: markOf(edit('3', { tool: '=cmd()', model: 'a"b,c' })),
};

function added(classes: string): CommitLines {
  const runs: Run[] = [];
  for (const letter of classes) pushRun(runs, 5, MARKS[letter as keyof typeof MARKS]);
  const tallies = tallyLines({ text: 'line\n'.repeat(classes.length), runs });
  const lines = tallies.map((tally, i) => ({ line: i + 1, tally }));
  return { commit: 'c'.repeat(40), atMs: Date.UTC(2030, 0, 2), files: new Map([['a.ts', lines]]) };
}

/** The constraints of the published JSON schema of Agent Trace records (agent-trace.dev, v1) on what is written here. */
const contributor = v.strictObject({
  type: v.picklist(['human', 'ai', 'mixed', 'unknown']),
  model_id: v.optional(v.pipe(v.string(), v.maxLength(250))),
});
const lineNumber = v.pipe(v.number(), v.integer(), v.minValue(1));
const Record = v.strictObject({
  version: v.pipe(v.string(), v.regex(/^[0-9]+\.[0-9]+$/)),
  id: v.pipe(
    v.string(),
    v.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
  ),
  timestamp: v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/)),
  vcs: v.strictObject({ type: v.literal('git'), revision: v.string() }),
  tool: v.strictObject({ name: v.string(), version: v.string() }),
  files: v.array(
    v.strictObject({
      path: v.string(),
      conversations: v.array(
        v.strictObject({
          contributor,
          ranges: v.array(v.strictObject({ start_line: lineNumber, end_line: lineNumber })),
        }),
      ),
    }),
  ),
  metadata: v.record(v.string(), v.unknown()),
});

describe('rows of a commit', () => {
  it('join neighbours of one class and origin', () => {
    const rows = rowsOf(added('aamhhua'));
    assert.deepEqual(
      rows.map(({ first, last, class: c, tool }) => [first, last, c, tool]),
      [
        [1, 2, 'ai', 'codex'],
        [3, 3, 'mixed', 'codex'],
        [4, 5, 'human', undefined],
        [6, 6, 'unknown', undefined],
        [7, 7, 'ai', 'codex'],
      ],
    );
  });

  it('as CSV quote what has to be, and are no formulas', () => {
    const [row] = rowsOf(added('c'));
    assert.equal(csvLine(row!), `${'c'.repeat(40)},2030-01-02T00:00:00.000Z,a.ts,1,1,ai,'=cmd(),"a""b,c",`);
    assert.equal(csvLine(row!).split(',').length - 1, CSV_HEADER.split(',').length);
  });
});

describe('the Agent Trace record of a commit', () => {
  const record = traceRecord(added('aamhhua'), '1.2.3', hash);

  it('is of the published form', () => {
    v.parse(Record, record);
    v.parse(Record, traceRecord(added(''), '1.2.3', hash));
  });

  it('lists each origin once, with all its ranges', () => {
    const [file] = v.parse(Record, record).files;
    assert.deepEqual(file?.conversations[0], {
      contributor: { type: 'ai', model_id: 'gpt' },
      ranges: [
        { start_line: 1, end_line: 2 },
        { start_line: 7, end_line: 7 },
      ],
    });
    assert.equal(file?.conversations.length, 4);
  });

  it('is the same each time', () => {
    assert.deepEqual(traceRecord(added('aamhhua'), '1.2.3', hash), record);
  });
});
