/** Fates through commits of all kinds, made by real git, against a model that keeps the fate of every character. */

import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Edit } from '../../../src/domain/origin.ts';
import { sumOfFates } from '../../../src/domain/retention/fates.ts';
import { FatesModel } from '../../fixtures/fates-model.ts';
import { COLLEAGUE, createStory, ME, type Story } from '../../fixtures/story.ts';

type Way = 'directly' | 'amended' | 'merged' | 'rebased';
type Operation =
  | { kind: 'replace'; by: 'ai' | 'me' | 'colleague'; at: number; removed: number; added: number; way: Way }
  | { kind: 'move'; at: number; target: number; way: Way }
  | { kind: 'indent'; way: Way }
  | { kind: 'revert' };

const place = fc.integer({ min: 0, max: 1000 });
const way = fc.constantFrom<Way>('directly', 'amended', 'merged', 'rebased');
const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('replace' as const),
      by: fc.constantFrom('ai' as const, 'ai' as const, 'me' as const, 'colleague' as const),
      at: place,
      removed: fc.integer({ min: 0, max: 2 }),
      added: fc.integer({ min: 0, max: 3 }),
      way,
    }),
  },
  fc.record({ kind: fc.constant('move' as const), at: place, target: place, way }),
  fc.record({ kind: fc.constant('indent' as const), way }),
  fc.record({ kind: fc.constant('revert' as const) }),
);

const FILE = 'a.ts';
const START_MS = Date.UTC(2026, 2, 2);
const LOSSES = { ai: 'rewritten-by-ai', me: 'rewritten-by-me', colleague: 'rewritten-by-others' } as const;
const ORIGINS = { ai: 'ai', me: 'human', colleague: 'unknown' } as const;

/** Changes the model; what the file is to hold then. */
function change(model: FatesModel, it: Exclude<Operation, { kind: 'revert' }>, atMs: number): string {
  const lines = model.lineCount;
  if (it.kind === 'replace') {
    const at = it.at % (lines + 1);
    const edit: Edit = {
      uid: `${atMs}`,
      origin: ORIGINS[it.by],
      evidence: 'observed',
      kind: 'typed',
      atMs,
    };
    // A file without a line is one that git may take for another.
    const added = Math.max(it.added, lines - it.removed < 1 ? 1 : 0);
    model.replace(at, Math.min(lines, at + it.removed), added, edit, LOSSES[it.by]);
  } else if (it.kind === 'move') model.move(it.at % lines, (it.at % lines) + 1, it.target % lines);
  else model.indent();
  return model.content.text;
}

async function commit(story: Story, content: string, it: Exclude<Operation, { kind: 'revert' }>, n: number) {
  const by = it.kind === 'replace' ? it.by : 'me';
  const onBranch = it.way === 'merged' || it.way === 'rebased';
  if (onBranch) await story.run('checkout', '--quiet', '-b', `branch-${n}`);
  if (by === 'ai') await story.ai(FILE, content);
  else if (by === 'me') await story.me(FILE, content);
  else await story.unseen(FILE, content);
  story.at(story.nowMs() + 10_000);
  await story.commit(`Change ${n}`, by === 'colleague' ? COLLEAGUE : ME);
  story.at(story.nowMs() + 10_000);
  if (it.way === 'amended') await story.run('commit', '--quiet', '--amend', '-m', `Change ${n}, amended`);
  if (!onBranch) return;
  await story.run('checkout', '--quiet', 'main');
  await story.unseen(`other-${n}.txt`, `${n}\n`);
  await story.commit('Something else', COLLEAGUE);
  if (it.way === 'rebased') {
    await story.run('rebase', '--quiet', 'main', `branch-${n}`);
    await story.run('checkout', '--quiet', 'main');
  }
  await story.run(
    'merge',
    '--quiet',
    ...(it.way === 'merged' ? ['--no-ff', '--no-edit'] : []),
    `branch-${n}`,
  );
  await story.run('branch', '--quiet', '-D', `branch-${n}`);
}

describe('fates through commits', function () {
  this.timeout(180_000);

  /** @param numRuns each takes a second */
  async function check(numRuns: number, isReportedBetween: boolean): Promise<void> {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 2, maxLength: 7 }), async (operations) => {
        const story = await createStory();
        try {
          const model = new FatesModel();
          const first: Edit = { uid: 'first', origin: 'human', evidence: 'observed', kind: 'typed', atMs: 0 };
          model.replace(0, 0, 3, first, 'deleted');
          story.at(START_MS);
          await story.me(FILE, model.content.text);
          await story.commit('Begin');
          model.seen();
          let before: string | null = null;
          for (const [n, it] of operations.entries()) {
            story.at(START_MS + (n + 1) * 3 * 3_600_000);
            if (isReportedBetween) await story.report();
            const last = model.content.text;
            if (it.kind !== 'revert') {
              const content = change(model, it, story.nowMs());
              if (content === last) continue;
              model.seen();
              await commit(story, content, it, n);
              before = it.way === 'merged' ? null : last;
            } else if (before !== null) {
              await story.run('revert', '--no-edit', 'HEAD');
              model.restore(before);
              model.seen();
              before = null;
            }
          }
          story.at(START_MS + 48 * 3_600_000);
          const report = await story.report();
          const expected = sumOfFates(model.fates().values());
          assert.deepEqual(report.fates.at(-1)?.characters, expected);
        } finally {
          await story.dispose();
        }
      }),
      { numRuns },
    );
  }

  it('are those of every character: commits, amends, merges, rebases and reverts, by me, an AI and others', () =>
    check(6, false));

  it('are the same when they are asked for on the way, and found out only as far as they are new', () =>
    check(4, true));
});
