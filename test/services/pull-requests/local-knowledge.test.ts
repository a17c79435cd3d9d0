/** What the notes of a clone tell of the commits of a pull request: real commits, and notes fetched beside them. */

import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { openGit } from '../../../src/adapters/git/git.ts';
import { DEFAULTS } from '../../../src/domain/config.ts';
import type { PullRequestCommit } from '../../../src/domain/pull-requests/pull-request.ts';
import { createLocalKnowledge } from '../../../src/services/pull-requests/local-knowledge.ts';
import { noteOf } from '../../fixtures/notes.ts';
import { createRepository, type Repository, repositoryAt } from '../../fixtures/repository.ts';

const log = { info() {}, warn: (message: string, cause: unknown) => assert.fail(`${message}: ${cause}`) };

describe('what a clone knows of the commits of a pull request', () => {
  let origin: Repository;
  let clone: Repository;
  let nowMs: number;
  let news: number;

  beforeEach(async () => {
    nowMs = Date.UTC(2026, 10, 20);
    news = 0;
    origin = await createRepository();
    await origin.write('a.ts', 'one\n');
    await origin.commitAll('Begin');
    const folder = `${origin.root}-clone`;
    await origin.git('clone', '-q', origin.root, folder);
    clone = repositoryAt(folder, origin.home, origin.env, 'git', () => rm(folder, { recursive: true }));
  });
  afterEach(async () => {
    await clone.dispose();
    await origin.dispose();
  });

  const opened = async (of: Repository) => {
    const found = await openGit(of.root, { env: of.env });
    assert.ok(found.kind === 'ok');
    return found.git;
  };
  const annotate = async (oid: string, note: string) =>
    (await opened(origin)).writeNotes(new Map([[oid, note]]));
  const fetch = () =>
    clone.git('fetch', '-q', 'origin', '+refs/notes/ai:refs/notes/ai', '+refs/heads/*:refs/remotes/origin/*');
  const knowledge = async () =>
    createLocalKnowledge({
      git: await opened(clone),
      clock: { nowMs: () => nowMs },
      log,
      config: async () => DEFAULTS,
      onNews: () => void news++,
    });
  const commit = (oid: string, message = 'By hand'): PullRequestCommit => ({
    oid,
    isMerge: false,
    authoredAtMs: 0,
    message,
  });

  /** `aaaa` twice, a tool's, and `bb`, a person's */
  async function changed(): Promise<string> {
    await origin.write('a.ts', 'one\naaaa\naaaa\nbb\n');
    const oid = await origin.commitAll('Add lines');
    await annotate(oid, noteOf('a.ts', [{ first: 2, last: 3 }], [{ first: 4, last: 4 }]));
    return oid;
  }

  it('is what their notes say, in characters, once it is read', async () => {
    const oid = await changed();
    await fetch();
    const local = await knowledge();
    assert.deepEqual(local.of({ commits: [commit(oid)] }), {});
    await local.settled();
    const { notes } = local.of({ commits: [commit(oid)] });
    assert.deepEqual(
      [...(notes ?? [])],
      [[oid, { percent: 80, lines: { ai: 2, mixed: 0, human: 1, unknown: 0 } }]],
    );
    assert.equal(news, 1);
  });

  it('leaves out commits that tell themselves, have no note, or were not fetched', async () => {
    const tagged = await changed();
    await fetch();
    await origin.write('a.ts', 'two\n');
    const unnoted = await origin.commitAll('Without a note');
    await origin.write('b.ts', 'three\n');
    const absent = await origin.commitAll('Pushed later');
    await annotate(absent, noteOf('b.ts', [{ first: 1, last: 1 }]));
    await clone.git('fetch', '-q', 'origin', '+refs/notes/ai:refs/notes/ai');
    const local = await knowledge();
    const trailer = 'AI-Contribution: 50% heavy; lines ai=1 mixed=0 human=1 unknown=0';
    const commits = [commit(tagged, `Add lines\n\n${trailer}`), commit(unnoted), commit(absent)];
    local.of({ commits });
    await local.settled();
    assert.equal(local.of({ commits }).notes, undefined);
  });

  it('is read again after a while, as notes come with a fetch', async () => {
    const oid = await changed();
    await clone.git('fetch', '-q');
    const local = await knowledge();
    const look = async () => {
      local.of({ commits: [commit(oid)] });
      await local.settled();
      return local.of({ commits: [commit(oid)] }).notes?.get(oid)?.percent;
    };
    assert.equal(await look(), undefined);
    await fetch();
    nowMs += 60_000;
    assert.equal(await look(), undefined);
    nowMs += 10 * 60_000;
    assert.equal(await look(), 80);
    await annotate(oid, noteOf('a.ts', [], [{ first: 2, last: 4 }]));
    await fetch();
    nowMs += 10 * 60_000;
    assert.equal(await look(), 0);
  });

  it('tells nothing anew while there is nothing new', async () => {
    const oid = await changed();
    await fetch();
    const local = await knowledge();
    const facts = async () => {
      local.of({ commits: [commit(oid)] });
      await local.settled();
      return local.of({ commits: [commit(oid)] });
    };
    const before = await facts();
    nowMs += 10 * 60_000;
    const after = await facts();
    assert.equal(after.notes, before.notes);
    assert.equal(after.history, before.history);
    assert.equal(news, 1);
  });
});
