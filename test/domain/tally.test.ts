import assert from 'node:assert/strict';
import fc from 'fast-check';
import { tallyLines } from '../../src/domain/line-classes.ts';
import { type Edit, EVIDENCE, markOf, pushRun, type Run } from '../../src/domain/origin.ts';
import { addTally, contributionOf, emptyTally, tallyFile } from '../../src/domain/tally.ts';

const edit = (uid: string, more: Partial<Edit>): Edit => ({
  uid,
  origin: 'ai',
  evidence: 'reported',
  kind: 'agent',
  atMs: 1,
  ...more,
});
const EDITS = [
  edit('1', { tool: 'claude-code', model: 'opus', session: 's1' }),
  edit('2', { tool: 'claude-code', model: 'opus', session: 's1' }),
  edit('3', { tool: 'copilot', evidence: 'observed' }),
  edit('4', { origin: 'human', evidence: 'observed', kind: 'typed' }),
  edit('5', { origin: 'unknown', evidence: 'none', kind: 'external' }),
];
const NOBODY = { commit: null, parent: null };

function tallyOf(...lines: [text: string, edit: Edit][]) {
  const runs: Run[] = [];
  for (const [text, by] of lines) pushRun(runs, text.length + 1, markOf(by));
  const tally = emptyTally();
  tallyFile(tally, 'a.ts', tallyLines({ text: lines.map(([text]) => `${text}\n`).join(''), runs }));
  return tally;
}

describe('figures of a change', () => {
  it('count lines by class and characters by tool, most first', () => {
    const tally = tallyOf(
      ['12345', EDITS[0]!],
      ['12', EDITS[1]!],
      ['1', EDITS[2]!],
      ['1234', EDITS[3]!],
      ['12345678', EDITS[4]!],
    );
    tallyFile(tally, 'link', [], 2);
    tally.excluded = 7;
    tally.deleted = 3;
    assert.deepEqual(contributionOf(tally, { commit: 'c', parent: 'p' }, 0.5), {
      commit: 'c',
      parent: 'p',
      added: { total: 7, ai: 3, mixed: 0, human: 1, unknown: 3, excluded: 7 },
      deleted: 3,
      share: 8 / 20,
      coverage: 12 / 20,
      level: 'moderate',
      tools: [
        { tool: 'claude-code', model: 'opus', sessions: 1, characters: 7, lines: 2 },
        { tool: 'copilot', sessions: 1, characters: 1, lines: 1 },
      ],
      evidence: { reported: 7 / 20, observed: 5 / 20, inferred: 0 },
      files: [
        { path: 'a.ts', added: { total: 5, ai: 3, mixed: 0, human: 1, unknown: 1 } },
        { path: 'link', added: { total: 2, ai: 0, mixed: 0, human: 0, unknown: 2 } },
      ],
    });
  });

  it('are all zero for a change that adds nothing', () => {
    const { share, coverage, level, added } = contributionOf(emptyTally(), NOBODY, 0.5);
    assert.deepEqual(
      { share, coverage, level, total: added.total },
      { share: 0, coverage: 0, level: 'none', total: 0 },
    );
  });

  it('always add up: classes to the lines, evidence to the coverage', () => {
    const line = fc.tuple(fc.stringMatching(/^[x ]{0,9}$/), fc.constantFrom(...EDITS));
    fc.assert(
      fc.property(fc.array(line), fc.array(line), (a, b) => {
        const sum = tallyOf(...a);
        addTally(sum, tallyOf(...b));
        const { added, evidence, coverage, share } = contributionOf(sum, NOBODY, 0.5);
        assert.equal(added.ai + added.mixed + added.human + added.unknown, added.total);
        assert.equal(added.total, a.length + b.length);
        const known = EVIDENCE.filter((e) => e !== 'none').reduce((total, e) => total + evidence[e], 0);
        assert.ok(Math.abs(known - coverage) < 1e-9);
        assert.ok(share >= 0 && share <= coverage + 1e-9 && coverage <= 1 + 1e-9);
      }),
    );
  });
});
