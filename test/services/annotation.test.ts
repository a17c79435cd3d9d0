import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { DEFAULTS } from '../../src/domain/config.ts';
import { parseNote } from '../../src/domain/notes.ts';
import { createAnnotator } from '../../src/services/annotation.ts';
import { blame } from '../../src/services/blame.ts';
import { createContributions } from '../../src/services/contributions.ts';
import { createScenario, type Scenario } from '../fixtures/scenario.ts';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const OTHER_TOOL = `a.ts
  s_c9883b05a2487d::t_9f8e7d6c5b4a32 2
---
${JSON.stringify({
  schema_version: 'authorship/3.0.0',
  base_commit_sha: '',
  prompts: {},
  sessions: { s_c9883b05a2487d: { agent_id: { tool: 'cursor', id: 'conv', model: 'gpt' } } },
})}
`;

describe('notes of commits', () => {
  let s: Scenario;
  beforeEach(async () => {
    s = await createScenario();
  });
  afterEach(() => s.dispose());

  const annotate = (...commits: string[]) =>
    createAnnotator({ git: s.gitPort, ledger: s.ledger, config: DEFAULTS, hash }).annotate(commits);
  const noteOf = async (commit: string) => parseNote((await s.gitPort.notes([commit])).get(commit) ?? '');
  /** somebody else's clone: the same repository, nothing in the ledger */
  const elsewhere = () => ({
    git: s.gitPort,
    ledger: null,
    clock: { nowMs: () => 0 },
    log: { info() {}, warn() {} },
    config: DEFAULTS,
  });

  it('tell somebody without our ledger what we know', async () => {
    await s.ai('a.ts', 'const one = first();\nconst two = second();\n');
    await s.human('a.ts', 'const one = first();\nconst two = other();\nby hand\n');
    const commit = await s.commitAll();
    assert.equal(await annotate(commit), 1);
    const { lines } = await blame(elsewhere(), 'a.ts', 'HEAD');
    assert.deepEqual(
      lines.map(({ class: c, tool, model }) => [c, tool, model]),
      [
        ['ai', 'claude-code', 'opus'],
        ['mixed', 'claude-code', 'opus'],
        ['human', undefined, undefined],
      ],
    );
    const { added } = await createContributions(elsewhere()).ofCommit(commit);
    assert.deepEqual(added, { total: 3, ai: 1, mixed: 1, human: 1, unknown: 0, excluded: 0 });
  });

  it('are not written where nothing is known, nor again where nothing changed', async () => {
    await s.unseen('a.ts', 'one\n');
    const unknown = await s.commitAll();
    await s.ai('a.ts', 'one\ntwo\n');
    const known = await s.commitAll();
    assert.equal(await annotate(unknown, known), 1);
    assert.equal(await noteOf(unknown), null);
    assert.equal(await annotate(unknown, known), 0);
  });

  it('say nothing of a clean merge, and of another one what it alone adds', async () => {
    await s.human('a.ts', 'base\n');
    await s.commitAll();
    await s.git('checkout', '-qb', 'side');
    await s.ai('b.ts', 'by AI\n');
    await s.commitAll();
    await s.git('checkout', '-q', 'main');
    await s.human('c.ts', 'by hand\n');
    await s.commitAll();
    await s.git('merge', '-q', '--no-commit', 'side');
    const clean = await s.commit();
    assert.equal(await annotate(clean), 0);

    await s.git('reset', '-q', '--hard', 'HEAD^');
    await s.repository.tryGit(['merge', '-q', '--no-commit', 'side']);
    await s.ai('d.ts', 'only here\n');
    const own = await s.commitAll();
    await annotate(own);
    assert.deepEqual([...(await noteOf(own))!.files.keys()], ['d.ts']);
  });

  it('keep what another tool said, and add to it', async () => {
    await s.ai('a.ts', 'one\n');
    await s.unseen('a.ts', 'one\ntwo\n');
    const commit = await s.commitAll();
    await s.gitPort.writeNotes(new Map([[commit, OTHER_TOOL]]));
    await annotate(commit);
    const { lines } = await blame(elsewhere(), 'a.ts', 'HEAD');
    assert.deepEqual(
      lines.map(({ tool }) => tool),
      ['claude-code', 'cursor'],
    );
    assert.equal(await s.added(), 'a2');
    assert.equal(await s.lines('a.ts'), 'aa');
  });

  it('by another tool take no line from what was seen here', async () => {
    await s.human('a.ts', 'one\ntwo\n');
    const commit = await s.commitAll();
    await s.gitPort.writeNotes(new Map([[commit, OTHER_TOOL]]));
    assert.equal(await s.added(), 'h2');
  });

  it('are corrected when more becomes known', async () => {
    await s.unseen('a.ts', 'one\n');
    const commit = await s.commitAll();
    assert.equal(await annotate(commit), 0);
    const claim = { uid: 'u', tool: 'codex', atMs: 1, path: 'a.ts', before: null, after: 'one\n' };
    assert.equal(await s.checkpoints.claim(claim), 'exact');
    assert.equal(await annotate(commit), 1);
    assert.equal(await s.added(), 'a1');
  });
});
