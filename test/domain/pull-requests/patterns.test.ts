import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isQuickGlob, matcherOf } from '../../../src/domain/pull-requests/patterns.ts';
import { riskOf } from '../../../src/domain/pull-requests/risk.ts';
import { DEFAULT_RULES } from '../../../src/domain/pull-requests/rules.ts';

describe('patterns of names', () => {
  it('match whole names, whatever their case, with any text for a star', () => {
    const matches = matcherOf(['Deploy (*)', 'qa', '*-prod']);
    assert.deepEqual(
      ['deploy (eu)', 'deploy ()', 'deploy (', ' QA ', 'qa1', 'eu-prod', '-prod', 'prod'].map(matches),
      [true, true, false, true, false, true, true, false],
    );
    assert.equal(matcherOf([])(''), false);
  });

  it('match as regular expressions would', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'B', '.'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('A', 'b', '.', '*'), maxLength: 6 });
    fc.assert(
      fc.property(pattern, text, (wanted, name) => {
        const expression = wanted
          .split('*')
          .map((part) => part.replaceAll('.', '\\.'))
          .join('.*');
        assert.equal(matcherOf([wanted])(name), new RegExp(`^(?:${expression})$`, 'i').test(name));
      }),
    );
  });

  it('take no longer for many stars', () => {
    assert.equal(matcherOf([`${'*a'.repeat(50)}*b`])('a'.repeat(1000)), false);
  });
});

describe('globs of files', () => {
  const risk = (glob: string, path: string) =>
    riskOf(
      {
        additions: 1,
        deletions: 0,
        fileCount: 1,
        files: [{ path, additions: 1, deletions: 0 }],
        author: null,
      },
      { ...DEFAULT_RULES, sensitivePaths: [glob] },
      null,
    );

  it('are taken as people write them', () => {
    for (const glob of [...DEFAULT_RULES.sensitivePaths, 'src/*/*/*.ts', 'a?[bc].{ts,tsx}'])
      assert.ok(isQuickGlob(glob), glob);
  });

  it('are not taken where to match them may take for ever', () => {
    for (const glob of ['*a*a*b', '**/a/**/a/**/b', '{*a,*b}{*a,*b}', '+(a*)b', '!(*a)', '**/*a*/*a*/*a*b'])
      assert.ok(!isQuickGlob(glob), glob);
  });

  it('take no longer for a path that fits nearly everywhere', () => {
    const slowest = ['**/*a*/**/*a*b', '**/a*a*/**/*a*', '*a*b/*a*b', '**/a/**/a*a*b'];
    assert.ok(slowest.every(isQuickGlob));
    const paths = ['a'.repeat(999), 'a/'.repeat(499), `${'a'.repeat(60)}/`.repeat(16)];
    for (const glob of slowest) for (const path of paths) risk(glob, path);
  });

  it('match no path that no file can have', () => {
    assert.deepEqual(risk('**/*.sql', `${'a/'.repeat(600)}b.sql`).reasons, []);
    assert.deepEqual(risk('**/*.sql', 'a/b.sql').reasons, ['touches a']);
  });
});
