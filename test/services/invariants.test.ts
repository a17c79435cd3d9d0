import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createScenario, type Scenario } from '../fixtures/scenario.ts';

type Writer = 'ai' | 'human' | 'unseen';
type Step =
  | { do: 'edit'; by: Writer; file: string; at: number; remove: number; lines: string[] }
  | { do: 'reindent' | 'flip line ends' | 'drop last line break' | 'delete'; file: string }
  | { do: 'move'; from: string; to: string; at: number; count: number }
  | { do: 'stage'; file: string }
  | { do: 'commit' };

const file = fc.constantFrom('a.ts', 'b.ts', 'dir/c d.ts', 'package-lock.json');
// Few different lines, so that duplicates are the rule.
const line = fc.constantFrom(
  '',
  '}',
  '  return value;',
  'if (ready) {',
  'call(one, two);',
  'const name = compute();',
  'é ✓ 💡',
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('edit' as const),
      by: fc.constantFrom<Writer>('ai', 'human', 'unseen'),
      file,
      at: fc.nat(12),
      remove: fc.nat(3),
      lines: fc.array(line, { maxLength: 4 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'reindent' as const,
        'flip line ends' as const,
        'drop last line break' as const,
        'delete' as const,
      ),
      file,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('move' as const),
      from: file,
      to: file,
      at: fc.nat(12),
      count: fc.nat(4),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('stage' as const), file }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('commit' as const) }) },
);

async function textOf(s: Scenario, path: string): Promise<string> {
  return s.repository.read(path).catch(() => '');
}

async function apply(s: Scenario, action: Step): Promise<void> {
  switch (action.do) {
    case 'edit': {
      const lines = (await textOf(s, action.file)).split('\n');
      lines.splice(Math.min(action.at, lines.length - 1), action.remove, ...action.lines);
      return s[action.by](action.file, lines.join('\n'));
    }
    case 'reindent':
      return s.unseen(action.file, (await textOf(s, action.file)).replaceAll(/^/gm, '\t'));
    case 'flip line ends':
      return s.unseen(
        action.file,
        (await textOf(s, action.file)).replaceAll(/\r?\n/g, (end) => (end === '\n' ? '\r\n' : '\n')),
      );
    case 'drop last line break':
      return s.unseen(action.file, (await textOf(s, action.file)).replace(/\r?\n$/, ''));
    case 'delete':
      return s.repository.remove(action.file).catch(() => {});
    case 'move': {
      const lines = (await textOf(s, action.from)).split('\n');
      const moved = lines.splice(action.at, action.count);
      await s.unseen(action.from, lines.join('\n'));
      return s.unseen(action.to, `${moved.join('\n')}\n${await textOf(s, action.to)}`);
    }
    case 'stage':
      await s.repository.tryGit(['add', '--all', '--', action.file]);
      return;
    case 'commit':
      return;
  }
}

/** Added lines as git itself counts them, binary files and submodules left out. */
async function addedByGit(s: Scenario, commit: string): Promise<{ counted: number; excluded: number }> {
  const [, ...rows] = (await s.git('diff-tree', '-M', '--root', '-r', '--numstat', commit)).split('\n');
  const sum = { counted: 0, excluded: 0 };
  for (const row of rows) {
    const [added, , path] = row.split('\t');
    sum[path?.includes('package-lock.json') ? 'excluded' : 'counted'] += Number(added) || 0;
  }
  return sum;
}

describe('every commit, whatever was edited, staged and left out', () => {
  it('has as many lines of the four classes as git says it adds, and the same before and after it is made', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
        const s = await createScenario();
        try {
          for (const action of [...steps, { do: 'commit' } as const]) {
            await apply(s, action);
            if (action.do !== 'commit') continue;
            const before = await s.contributions.ofStaged(undefined, { remember: true });
            const { code } = await s.repository.tryGit(['commit', '--quiet', '-m', 'a commit']);
            if (code !== 0) continue;
            const commit = await s.repository.oid();
            const after = await s.contributions.ofCommit(commit);
            const { ai, mixed, human, unknown, total, excluded } = after.added;
            assert.equal(ai + mixed + human + unknown, total);
            assert.deepEqual({ counted: total, excluded }, await addedByGit(s, commit));
            assert.deepEqual({ ...after, commit: null }, before);
          }
        } finally {
          await s.dispose();
        }
      }),
      { numRuns: Number(process.env.LASTMILE_RUNS ?? 25) },
    );
  });

  it('is of nobody where nobody is known to have written', async function () {
    this.timeout(120_000);
    const anonymous = fc.array(
      step.map((action) => (action.do === 'edit' ? { ...action, by: 'unseen' as const } : action)),
      {
        minLength: 3,
        maxLength: 10,
      },
    );
    await fc.assert(
      fc.asyncProperty(anonymous, async (steps) => {
        const s = await createScenario();
        try {
          for (const action of steps) await apply(s, action);
          await s.commitAll().catch(() => {});
          const head = await s.gitPort.resolve('HEAD');
          if (!head) return;
          const { added, coverage } = await s.contributions.ofCommit(head);
          assert.equal(added.total, added.unknown);
          assert.equal(coverage, 0);
        } finally {
          await s.dispose();
        }
      }),
      { numRuns: Number(process.env.LASTMILE_RUNS ?? 10) },
    );
  });
});
