/** What is kept of a walk through history: which texts git is asked for again, and that figures are those of a whole walk. */

import * as assert from 'node:assert/strict';
import { openPathHistory } from '../../../src/adapters/git/path-history.ts';
import type { Report } from '../../../src/domain/retention/report.ts';
import { createReporter } from '../../../src/services/retention/reporter.ts';
import { text } from '../../fixtures/history.ts';
import { COLLEAGUE, createStory, ME, type Story } from '../../fixtures/story.ts';

const DAYS = 9;

describe('what is remembered of history', function () {
  this.timeout(60_000);
  let story: Story;
  let lines: string[];
  beforeEach(async () => {
    story = await createStory();
    lines = [];
    for (let day = 1; day <= DAYS; day++) await workOf(day);
    at(DAYS + 1, '10:00');
    await reported();
  });
  afterEach(() => story.dispose());

  const at = (day: number, time: string) => story.at(Date.parse(`2026-03-01T${time}Z`) + day * 86_400_000);

  /** An AI adds a line to one file, and somebody rewrites one of another. */
  async function workOf(day: number): Promise<void> {
    at(day, '10:00');
    lines = [...lines, `const added${day} = ${day};`];
    await story.ai('a.ts', text(...lines));
    await story.commit(`Add ${day}`);
    at(day, '12:00');
    lines = lines.with(0, `const rewritten${day} = true;`);
    await story.unseen('a.ts', text(...lines));
    await story.commit(`Rewrite on day ${day}`, day % 3 === 0 ? COLLEAGUE : ME);
  }

  /** A report, and how many texts git was asked for. */
  async function reported(): Promise<{ report: Report; texts: number }> {
    const { git, ledger, repository } = story;
    const history = openPathHistory(git, { env: repository.env });
    let texts = 0;
    const reporter = createReporter({
      repositories: () => [git],
      open: async () => ({
        git,
        ledger,
        history: {
          ...history,
          texts(oids, visit) {
            texts += oids.length;
            return history.texts(oids, visit);
          },
        },
        close() {},
      }),
      clock: story,
      log: { info() {}, warn() {} },
    });
    const report = await reporter.report();
    return { report, texts };
  }

  async function reportedFromNothing() {
    for (const name of ['retention', 'states']) story.ledger.writeCache(name, new Uint8Array(1));
    return reported();
  }

  async function checked(): Promise<number> {
    const { report, texts } = await reported();
    const all = await reportedFromNothing();
    assert.deepEqual(report, all.report);
    assert.ok(all.texts > DAYS);
    return texts;
  }

  it('spares git all texts but those before and after one more commit', async () => {
    at(DAYS + 2, '10:00');
    lines = lines.toSpliced(3, 2, 'let mine = written(by, hand);');
    await story.unseen('a.ts', text(...lines));
    await story.commit('One more');
    assert.equal(await checked(), 2);
  });

  it('holds when a commit is amended, and for what a colleague wrote', async () => {
    at(DAYS + 2, '10:00');
    await story.unseen('a.ts', text(...lines.slice(2)));
    await story.commit('By somebody else', COLLEAGUE);
    at(DAYS + 2, '10:30');
    await reported();
    await story.unseen('a.ts', text(...lines.slice(2), 'let more = true;'));
    await story.run('commit', '--quiet', '--all', '--amend', '-m', 'Otherwise');
    assert.equal(await checked(), 2);
  });

  it('is nothing git is asked about when a branch comes back to what there was', async () => {
    at(DAYS + 2, '10:00');
    await story.run('revert', '--no-edit', 'HEAD');
    assert.equal(await checked(), 0);
  });

  it('works out again what was committed within the last hour: a tool may report it late', async () => {
    at(DAYS + 2, '10:00');
    lines = [...lines, 'const late = true;'];
    await story.unseen('a.ts', text(...lines));
    await story.commit('Not told of yet');
    at(DAYS + 2, '10:30');
    assert.equal((await reported()).texts, 2);
    await story.unseen('b.ts', text('something = else;'));
    await story.commit('Elsewhere');
    assert.equal((await reported()).texts, 2);
    at(DAYS + 2, '11:01');
    await story.unseen('c.ts', text('something = else;'));
    await story.commit('Elsewhere, later');
    assert.equal((await reported()).texts, 2);
    at(DAYS + 2, '12:00');
    await story.unseen('d.ts', text('something = else;'));
    await story.commit('Elsewhere, much later');
    assert.equal((await reported()).texts, 0);
  });

  it('goes on from an old text of a colleague by looking at everything again', async () => {
    at(DAYS + 2, '10:00');
    const [old] = (
      await story.run('log', '--format=%H', '--author', COLLEAGUE.email, '--skip=1', '-1')
    ).split('\n');
    await story.run('checkout', '--quiet', '-b', 'old', old!);
    await story.unseen('a.ts', text('const first = 1;', 'const rewritten = 2;'));
    await story.commit('From long ago');
    assert.ok((await checked()) > DAYS);
  });

  it('is given up when something is told of an edit from before', async () => {
    at(DAYS + 2, '10:00');
    story.ledger.setSeen(story.git.worktree, 'other.ts', 'disk', { text: '', runs: [] }, null);
    const edit = {
      uid: 'late',
      origin: 'ai',
      evidence: 'reported',
      kind: 'agent',
      atMs: Date.parse('2026-03-05T10:00Z'),
    } as const;
    const content = { text: 'late\n', runs: [{ length: 5, mark: { edit, touched: false } }] };
    story.ledger.setSeen(story.git.worktree, 'other.ts', 'disk', content, null);
    assert.ok((await reported()).texts > DAYS);
  });

  it('is given up when it is damaged', async () => {
    at(DAYS + 2, '10:00');
    story.ledger.writeCache('states', Buffer.from('{"version":'));
    await story.unseen('a.ts', text(...lines, 'let more = true;'));
    await story.commit('One more');
    assert.ok((await reported()).texts > DAYS);
  });
});
