import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mergeRuns } from '../../src/domain/merge.ts';
import { type Edit, isBetterEvidence, markOf, type Run, touched, uniform } from '../../src/domain/origin.ts';
import { anyRuns, marksOf } from '../fixtures/attributions.ts';

const edit = (uid: string, more: Partial<Edit> = {}): Edit => ({
  uid,
  origin: 'ai',
  evidence: 'observed',
  kind: 'agent',
  atMs: 100,
  ...more,
});

const accounts = fc.integer({ min: 0, max: 200 }).chain((n) => fc.tuple(anyRuns(n), anyRuns(n)));

describe('two accounts of one text', () => {
  const weak = markOf(edit('weak', { evidence: 'inferred' }));
  const strong = markOf(edit('strong', { evidence: 'reported' }));

  const cases: [string, Run[], Run[], Run[]][] = [
    ['better evidence replaces weaker', uniform(4, weak), uniform(4, strong), uniform(4, strong)],
    ['weaker evidence replaces nothing', uniform(4, strong), uniform(4, weak), uniform(4, strong)],
    [
      'each character is decided for itself',
      [
        { length: 2, mark: weak },
        { length: 4, mark: strong },
      ],
      [
        { length: 3, mark: strong },
        { length: 3, mark: weak },
      ],
      uniform(6, strong),
    ],
    [
      'the better account brings its own touch',
      uniform(2, weak),
      uniform(2, touched(strong)),
      uniform(2, touched(strong)),
    ],
    ['a weaker account touches nothing', uniform(2, strong), uniform(2, touched(weak)), uniform(2, strong)],
    [
      'the same edit told twice is touched if it was once',
      uniform(2, strong),
      uniform(2, touched(strong)),
      uniform(2, touched(strong)),
    ],
    ['an empty text has no runs', [], [], []],
  ];
  for (const [rule, standing, incoming, expected] of cases)
    it(rule, () => {
      assert.deepEqual(mergeRuns(standing, incoming), expected);
    });

  it('keeps the object of an edit that another object reports again', () => {
    const again = markOf({ ...strong.edit });
    const merged = mergeRuns(uniform(3, strong), uniform(3, touched(again)));
    assert.deepEqual(merged, uniform(3, touched(strong)));
    assert.equal(merged[0]?.mark.edit, strong.edit);
  });

  it('refuses accounts of texts of different lengths', () => {
    assert.throws(() => mergeRuns(uniform(3, weak), uniform(2, weak)), RangeError);
    assert.throws(() => mergeRuns(uniform(2, weak), uniform(3, weak)), RangeError);
  });

  it('covers the text exactly, neighbours differing', () => {
    fc.assert(
      fc.property(accounts, ([a, b]) => {
        const merged = mergeRuns(a, b);
        assert.equal(marksOf(merged).length, marksOf(a).length);
        merged.forEach((run, i) => {
          assert.ok(run.length > 0);
          assert.notEqual(run.mark, merged[i + 1]?.mark);
        });
      }),
    );
  });

  it('gives every character one of its two origins, never the weaker', () => {
    fc.assert(
      fc.property(accounts, ([a, b]) => {
        const [was, said, now] = [marksOf(a), marksOf(b), marksOf(mergeRuns(a, b))];
        now.forEach((mark, i) => {
          const [standing, incoming] = [was[i]!.edit, said[i]!.edit];
          assert.equal(mark.edit, isBetterEvidence(incoming, standing) ? incoming : standing);
          assert.ok(!isBetterEvidence(standing, mark.edit) && !isBetterEvidence(incoming, mark.edit));
        });
      }),
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(accounts, ([a, b]) => {
        const merged = mergeRuns(a, b);
        assert.equal(mergeRuns(merged, b), merged);
        assert.equal(mergeRuns(merged, merged), merged);
      }),
    );
  });
});
