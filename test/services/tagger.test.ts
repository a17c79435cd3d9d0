/** What real commits do not show everywhere: how the tagger goes on where the caller's arguments cannot be read. */

import assert from 'node:assert/strict';
import { DEFAULTS } from '../../src/domain/config.ts';
import type { Contribution } from '../../src/domain/contribution.ts';
import type { Contributions } from '../../src/services/contributions.ts';
import type { Git } from '../../src/services/ports.ts';
import { createTagger, type Pending, type Preparation } from '../../src/services/tagger.ts';

const lines = (ai: number): Contribution => ({
  commit: null,
  parent: null,
  added: { total: ai, ai, mixed: 0, human: 0, unknown: 0, excluded: 0 },
  deleted: 0,
  share: 1,
  coverage: 1,
  level: 'heavy',
  tools: [{ tool: 'aider', sessions: 1, characters: ai, lines: ai }],
  evidence: { reported: 1, observed: 0, inferred: 0 },
  files: [],
});
const trailers = (ai: number) =>
  `AI-Contribution: 100% heavy; lines ai=${ai} mixed=0 human=0 unknown=0\nAssisted-by: aider\n`;

const ROOT = '0'.repeat(39) + '1';
const OLD = '0'.repeat(39) + '2';
const NEW = '0'.repeat(39) + '3';
const DAY_MS = 24 * 60 * 60 * 1000;

/** A branch of ROOT and OLD; what is staged has 2 lines against OLD, 5 against ROOT. */
function scene({ isInSequence = false } = {}) {
  let nowMs = 0;
  let head = OLD;
  let pending: Pending | null = null;
  const objects = new Map<string, string>();
  const replaced: string[] = [];
  const git = {
    resolve: async (revision: string) => (revision === 'HEAD' ? head : null),
    commit: async (oid: string) => ({ oid, parents: oid === OLD ? [ROOT] : [], atMs: 0, message: 'Old\n' }),
    mergeHeads: async () => [],
  } as unknown as Git;
  const contributions = {
    ofStaged: async (parents: readonly string[]) => lines(parents[0] === OLD ? 2 : 5),
    ofCommit: async () => lines(5),
  } as unknown as Contributions;
  const tagger = createTagger({
    git,
    contributions,
    config: DEFAULTS,
    gitConfig: new Map(),
    pending: {
      load: () => pending,
      save: (value) => {
        pending = value;
      },
      clear: () => {
        pending = null;
      },
    },
    headCommit: {
      read: async (oid) => objects.get(oid) ?? '',
      replace: async (old, content) => {
        assert.equal(old, head);
        replaced.push(content);
      },
      isInSequence: async () => isInSequence,
    },
    clock: { nowMs: () => nowMs },
  });
  const preparation: Preparation = {
    source: 'message',
    revision: null,
    isEdited: false,
    isFolding: false,
    invocation: null,
  };
  return {
    tagger,
    preparation,
    replaced,
    pass: (ms: number) => {
      nowMs += ms;
    },
    /** Git makes the commit. */
    commit(parent: string, message: string, headers = '') {
      head = NEW;
      const person = 'A Developer <dev@example.com> 0 +0000';
      const fixed = `tree ${ROOT}\nparent ${parent}\nauthor ${person}\ncommitter ${person}\n${headers}`;
      objects.set(NEW, `${fixed}\n${message}`);
      return `${fixed}\n`;
    },
  };
}

describe('the tagger, where the arguments of git commit cannot be read', () => {
  it('takes a message for that of a new commit, and leaves it at that when it is one', async () => {
    const { tagger, preparation, commit, replaced } = scene();
    const message = await tagger.prepare('New\n', preparation);
    assert.equal(message, `New\n\n${trailers(2)}`);
    commit(OLD, message);
    await tagger.repair();
    assert.deepEqual(replaced, []);
  });

  it('corrects the commit when it was an amend', async () => {
    const { tagger, preparation, commit, replaced } = scene();
    const message = await tagger.prepare('New\n', preparation);
    const headers = commit(ROOT, message);
    await tagger.repair();
    assert.deepEqual(replaced, [`${headers}New\n\n${trailers(5)}`]);
  });

  it('goes by HEAD as the commit whose message is used again', async () => {
    const { tagger, preparation } = scene();
    const message = await tagger.prepare('Old\n', { ...preparation, source: 'commit', revision: 'HEAD' });
    assert.equal(message, `Old\n\n${trailers(5)}`);
  });

  it('does not take a message of comments for one that stays', async () => {
    const { tagger, preparation, commit, replaced } = scene();
    assert.equal(await tagger.prepare('#12 fix\n', preparation), '#12 fix\n');
    const headers = commit(OLD, '#12 fix\n');
    await tagger.repair();
    assert.deepEqual(replaced, [`${headers}#12 fix\n\n${trailers(2)}`]);
  });
});

describe('the tagger after a commit', () => {
  const waiting = async (options = {}) => {
    const made = scene(options);
    await made.tagger.prepare('', {
      ...made.preparation,
      source: null,
      isEdited: true,
      invocation: { isAmend: false, cleanup: null },
    });
    return made;
  };

  it('adds what no other hook could', async () => {
    const { tagger, commit, replaced } = await waiting();
    const headers = commit(OLD, 'New\n');
    await tagger.repair();
    assert.deepEqual(replaced, [`${headers}New\n\n${trailers(2)}`]);
  });

  it('does so once', async () => {
    const { tagger, commit, replaced } = await waiting();
    commit(OLD, 'New\n');
    await tagger.repair();
    await tagger.repair();
    assert.equal(replaced.length, 1);
  });

  const untouched: [string, (made: Awaited<ReturnType<typeof waiting>>) => void, object?][] = [
    ['a commit on other parents', ({ commit }) => commit(NEW, 'New\n')],
    ['a signed commit', ({ commit }) => commit(OLD, 'New\n', 'gpgsig -----BEGIN PGP SIGNATURE-----\n \n')],
    ['a commit in the middle of a rebase', ({ commit }) => commit(OLD, 'New\n'), { isInSequence: true }],
    ['a commit without a message', ({ commit }) => commit(OLD, '')],
    [
      'a commit of another week',
      ({ commit, pass }) => {
        pass(8 * DAY_MS);
        commit(OLD, 'New\n');
      },
    ],
    ['no commit at all', () => {}],
  ];
  for (const [title, happen, options] of untouched)
    it(`leaves alone ${title}`, async () => {
      const made = await waiting(options);
      happen(made);
      await made.tagger.repair();
      assert.deepEqual(made.replaced, []);
    });
});
