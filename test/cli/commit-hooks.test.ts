/** What each way of committing leaves in the commit, with the hooks as they are installed. */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { launcherScript } from '../../src/adapters/git/hooks/scripts.ts';
import { createRepository, repositoryAt } from '../fixtures/repository.ts';
import { bundledCli, createProject, MODEL, type Project, projectOf, TOOL } from './program.ts';

const BY = `Assisted-by: ${TOOL}:${MODEL}`;
const SIGNED = 'Signed-off-by: A Developer <dev@example.com>';

/** The trailers of a commit of `lines` lines, all by the tool. */
const allAi = (lines: number) => [
  `AI-Contribution: 100% heavy; lines ai=${lines} mixed=0 human=0 unknown=0`,
  BY,
];

interface Scenario {
  readonly title: string;
  readonly act: (project: Project) => Promise<unknown>;
  /** trailers of HEAD, as Git parses them */
  readonly trailers: readonly string[] | RegExp;
  /** the whole message, where it matters */
  readonly message?: string;
  /** commits on the branch, where it matters that there is a new one or none */
  readonly commits?: number;
}

/** Stages two lines by the tool. */
async function stage(project: Project, file = 'a.txt'): Promise<void> {
  await project.ai(file, 'first line of the tool', 'second line of the tool');
  await project.git('add', '--', file);
}

/** Commits two lines by the tool and stages a third. */
async function stageMore(project: Project): Promise<void> {
  await stage(project);
  await project.git('commit', '-q', '-m', 'Add a');
  await project.ai('a.txt', 'third line of the tool');
  await project.git('add', 'a.txt');
}

const commitWith = async (project: Project, script: string, ...args: string[]) =>
  project.tryGit(['commit', '-q', ...args], { env: await project.editor(script) });

const write = (text: string) => `printf '${text.replaceAll('\n', '\\n')}' > "$1"`;
const prepend = (text: string) =>
  `{ printf '${text.replaceAll('\n', '\\n')}'; cat "$1"; } > "$1.new" && mv "$1.new" "$1"`;

const SCENARIOS: Record<string, Scenario[]> = {
  'with the message given': [
    {
      title: '-m',
      act: async (p) => {
        await stage(p);
        await p.git('commit', '-q', '-m', 'Add a');
      },
      trailers: allAi(2),
      message: `Add a\n\n${allAi(2).join('\n')}\n`,
    },
    {
      title: '-F from standard input, as the Source Control view does',
      act: async (p) => {
        await stage(p);
        await p.tryGit(['commit', '--quiet', '--allow-empty-message', '--file', '-'], { input: 'Add a' });
      },
      trailers: allAi(2),
    },
    {
      title: '-C, with the trailers of the commit it is taken from',
      act: async (p) => {
        await stageMore(p);
        await p.git('commit', '-q', '-C', 'HEAD');
      },
      trailers: allAi(1),
      commits: 3,
    },
    {
      title: '--no-verify',
      act: async (p) => {
        await stage(p);
        await p.git('commit', '-q', '--no-verify', '-m', 'Add a');
      },
      trailers: allAi(2),
    },
    {
      title: '-a',
      act: async (p) => {
        await p.ai('README.md', 'a line of the tool');
        await p.git('commit', '-q', '-a', '-m', 'Say more');
      },
      trailers: allAi(1),
    },
    {
      title: 'only the paths named, whatever else is staged',
      act: async (p) => {
        await stage(p, 'a.txt');
        await p.ai('b.txt', 'only line of b');
        await p.git('add', 'b.txt');
        await p.git('commit', '-q', '-m', 'Add b', 'b.txt');
      },
      trailers: allAi(1),
    },
    {
      title: '--signoff',
      act: async (p) => {
        await stage(p);
        await p.git('commit', '-q', '-s', '-m', 'Add a');
      },
      trailers: [SIGNED, ...allAi(2)],
    },
    {
      title: '--trailer of the same key by a person',
      act: async (p) => {
        await stage(p);
        await p.git('commit', '-q', '-m', 'Add a', '--trailer', 'Assisted-by: a friend');
      },
      trailers: ['Assisted-by: a friend', ...allAi(2)],
    },
    {
      title: 'an existing trailer block',
      act: async (p) => {
        await stage(p);
        await p.git('commit', '-q', '-m', `Add a\n\nWhy.\n\nChange-Id: I0123\n${SIGNED}`);
      },
      trailers: ['Change-Id: I0123', SIGNED, ...allAi(2)],
    },
    {
      title: 'a subject that looks like a trailer',
      act: async (p) => {
        await stage(p);
        await p.git('commit', '-q', '-m', 'fix: x');
      },
      trailers: allAi(2),
      message: `fix: x\n\n${allAi(2).join('\n')}\n`,
    },
    {
      title: 'a subject that looks like a comment',
      act: async (p) => {
        await stage(p);
        await p.git('commit', '-q', '-m', '#12 add a');
      },
      trailers: allAi(2),
    },
    {
      title: 'a message that is not UTF-8',
      act: async (p) => {
        await stage(p);
        await p.git('config', 'i18n.commitEncoding', 'ISO-8859-1');
        await p.git('config', 'i18n.logOutputEncoding', 'UTF-8');
        await p.tryGit(['commit', '-q', '-F', '-'], { input: Buffer.from('Caf\xe9', 'latin1') });
      },
      trailers: allAi(2),
      message: `Café\n\n${allAi(2).join('\n')}\n`,
    },
    {
      title: '--cleanup=verbatim',
      act: async (p) => {
        await stage(p);
        await p.tryGit(['commit', '-q', '--cleanup=verbatim', '-F', '-'], { input: 'Add a\n\n# kept\n\n\n' });
      },
      trailers: allAi(2),
      message: `Add a\n\n${allAi(2).join('\n')}\n\n# kept\n\n\n`,
    },
    {
      title: 'fixup!',
      act: async (p) => {
        await stageMore(p);
        await p.git('commit', '-q', '--fixup', 'HEAD');
      },
      trailers: allAi(1),
    },
    {
      title: 'a first commit',
      act: async (p) => {
        await p.git('checkout', '-q', '--orphan', 'other');
        await p.git('rm', '-q', '-r', '--cached', '.');
        await stage(p);
        await p.git('commit', '-q', '-m', 'Begin again');
      },
      trailers: allAi(2),
      commits: 1,
    },
  ],

  'in an editor': [
    {
      title: 'a message written',
      act: async (p) => {
        await stage(p);
        await commitWith(p, prepend('Add a\n'));
      },
      trailers: allAi(2),
      message: `Add a\n\n${allAi(2).join('\n')}\n`,
    },
    {
      title: 'nothing of ours is in the message while it is edited',
      act: async (p) => {
        await stage(p);
        await commitWith(p, `grep -q AI-Contribution "$1" && exit 1; ${prepend('Add a\n')}`);
      },
      trailers: allAi(2),
    },
    {
      title: '--no-verify: added to the commit just made',
      act: async (p) => {
        await stage(p);
        await commitWith(p, prepend('Add a\n'), '--no-verify');
      },
      trailers: allAi(2),
      message: `Add a\n\n${allAi(2).join('\n')}\n`,
      commits: 2,
    },
    {
      title: 'commit.verbose, with the diff below the scissors',
      act: async (p) => {
        await stage(p);
        await commitWith(p, prepend('Add a\n'), '-v');
      },
      trailers: allAi(2),
      message: `Add a\n\n${allAi(2).join('\n')}\n`,
    },
    {
      title: 'cleanup by scissors',
      act: async (p) => {
        await stage(p);
        await commitWith(p, prepend('Add a\n\n#12 is done\n'), '--cleanup=scissors');
      },
      trailers: allAi(2),
    },
    {
      title: 'another comment character',
      act: async (p) => {
        await stage(p);
        await p.git('config', 'core.commentChar', ';');
        await commitWith(p, prepend('Add a\n\n#12 is done\n'));
      },
      trailers: allAi(2),
      message: `Add a\n\n#12 is done\n\n${allAi(2).join('\n')}\n`,
    },
    {
      title: 'a comment character that Git chooses',
      act: async (p) => {
        await stage(p);
        await p.git('config', 'core.commentChar', 'auto');
        await commitWith(p, 'true', '-e', '-m', 'Add a', '-m', '#12 is done');
      },
      trailers: allAi(2),
      message: `Add a\n\n#12 is done\n\n${allAi(2).join('\n')}\n`,
    },
    {
      title: 'a sign-off that the editor shows',
      act: async (p) => {
        await stage(p);
        await commitWith(p, prepend('Add a\n'), '-s');
      },
      trailers: [SIGNED, ...allAi(2)],
    },
    {
      title: 'commit.template filled in',
      act: async (p) => {
        await stage(p);
        await p.write('.git/template', 'Subject\n\nWhy: \n');
        await p.git('config', 'commit.template', '.git/template');
        await commitWith(p, 'sed -i -e "s/Subject/Add a/" "$1"');
      },
      trailers: ['Why: ', ...allAi(2)],
    },
  ],

  amended: [
    {
      title: 'the message by -m',
      act: async (p) => {
        await stage(p);
        await p.git('commit', '-q', '-m', 'Add a');
        await p.git('commit', '-q', '--amend', '-m', 'Add a well');
      },
      trailers: allAi(2),
      commits: 2,
    },
    {
      title: 'the message in an editor',
      act: async (p) => {
        await stage(p);
        await p.git('commit', '-q', '-m', 'Add a');
        await commitWith(p, 'sed -i -e "1s/$/ well/" "$1"', '--amend');
      },
      trailers: allAi(2),
      message: `Add a well\n\n${allAi(2).join('\n')}\n`,
    },
    {
      title: 'the content, --no-edit',
      act: async (p) => {
        await stageMore(p);
        await p.git('commit', '-q', '--amend', '--no-edit');
      },
      trailers: allAi(3),
      message: `Add a\n\n${allAi(3).join('\n')}\n`,
    },
    {
      title: 'the content, in an editor with --no-verify',
      act: async (p) => {
        await stageMore(p);
        await commitWith(p, 'true', '--amend', '--no-verify');
      },
      trailers: allAi(3),
      commits: 2,
    },
    {
      title: 'with the message of another commit',
      act: async (p) => {
        await stageMore(p);
        await p.git('commit', '-q', '--amend', '-C', 'HEAD~1');
      },
      trailers: allAi(3),
      message: `Begin\n\n${allAi(3).join('\n')}\n`,
    },
    {
      title: 'so that nothing of the tool is left: no trailer any more',
      act: async (p) => {
        await stage(p);
        await p.git('commit', '-q', '-m', `Add a\n\n${SIGNED}`);
        await p.git('rm', '-q', '--cached', 'a.txt');
        await p.other('c.txt', 'a line from somewhere');
        await p.git('add', 'c.txt');
        await p.git('commit', '-q', '--amend', '--no-edit');
      },
      trailers: [SIGNED],
    },
    {
      title: "with a person's own Assisted-by right below ours",
      act: async (p) => {
        await stage(p);
        await p.git('commit', '-q', '-m', 'Add a');
        await p.git('commit', '-q', '--amend', '--no-edit', '--trailer', 'Assisted-by: a friend');
        await p.git('commit', '-q', '--amend', '--no-edit');
      },
      trailers: ['Assisted-by: a friend', ...allAi(2)],
    },
    {
      title: 'ten times: one trailer',
      act: async (p) => {
        await stage(p);
        await p.git('commit', '-q', '-m', 'Add a');
        for (let i = 0; i < 10; i++) await p.git('commit', '-q', '--amend', '--no-edit');
      },
      trailers: allAi(2),
      message: `Add a\n\n${allAi(2).join('\n')}\n`,
    },
    {
      title: 'a commit made elsewhere, of which nothing is known: its trailers stay',
      act: async (p) => {
        await p.write('theirs.txt', 'by a colleague and a tool\n');
        await p.git('add', '.');
        await p.tryGit(['commit', '-q', '--no-verify', '-m', `Theirs\n\n${allAi(1).join('\n')}`], {
          env: { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.hooksPath', GIT_CONFIG_VALUE_0: '/dev/null' },
        });
        await p.ai('unrelated.txt', 'so that there is a ledger');
        await p.git('commit', '-q', '--amend', '-m', `Theirs, reworded\n\n${allAi(1).join('\n')}`);
      },
      trailers: allAi(1),
    },
  ],

  'of other content': [
    {
      title: 'only part of it staged, as add -p does',
      act: async (p) => {
        await stage(p);
        await p.git('reset', '-q');
        const blob = (await p.tryGit(['hash-object', '-w', '--stdin'], { input: 'first line of the tool\n' }))
          .stdout;
        await p.git('update-index', '--add', '--cacheinfo', `100644,${blob.trim()},a.txt`);
        await p.git('commit', '-q', '-m', 'Half of it');
      },
      trailers: allAi(1),
    },
    {
      title: 'changed in the work tree after staging',
      act: async (p) => {
        await stage(p);
        await p.ai('a.txt', 'not staged');
        await p.git('commit', '-q', '-m', 'Add a');
      },
      trailers: allAi(2),
    },
    {
      title: 'nothing of a tool: no trailer',
      act: async (p) => {
        await p.ai('a.txt', 'not committed');
        await p.other('b.txt', 'from somewhere');
        await p.git('add', 'b.txt');
        await p.git('commit', '-q', '-m', 'Add b');
      },
      trailers: [],
      message: 'Add b\n',
    },
    {
      title: 'nothing of a tool, lastmile.always',
      act: async (p) => {
        await p.git('config', 'lastmile.always', 'true');
        await p.other('b.txt', 'from somewhere');
        await p.git('add', 'b.txt');
        await p.git('commit', '-q', '-m', 'Add b');
      },
      trailers: ['AI-Contribution: 0% none; lines ai=0 mixed=0 human=0 unknown=1'],
    },
    {
      title: 'half of it unexplained',
      act: async (p) => {
        await p.ai('a.txt', 'abcdefgh');
        await p.other('a.txt', 'ijklmnop');
        await p.git('add', '.');
        await p.git('commit', '-q', '-m', 'Add a');
      },
      trailers: ['AI-Contribution: 50% heavy; lines ai=1 mixed=0 human=0 unknown=1', BY],
    },
    {
      title: 'lastmile.trailers assisted-by, recomputed on amend',
      act: async (p) => {
        await p.git('config', 'lastmile.trailers', 'assisted-by');
        await stage(p);
        await p.git('commit', '-q', '-m', 'Add a\n\nAssisted-by: a friend');
        await p.git('commit', '-q', '--amend', '--no-edit');
      },
      trailers: ['Assisted-by: a friend', BY],
    },
    {
      title: 'lastmile.trailers generated-by',
      act: async (p) => {
        await p.git('config', 'lastmile.trailers', 'generated-by');
        await stage(p);
        await p.git('commit', '-q', '-m', 'Add a');
      },
      trailers: [`Generated-by: ${TOOL} ${MODEL}`],
    },
    {
      title: 'lastmile.trailers off',
      act: async (p) => {
        await p.git('config', 'lastmile.trailers', 'off');
        await stage(p);
        await p.git('commit', '-q', '-m', 'Add a');
      },
      trailers: [],
    },
    {
      title: 'paths with spaces, quotes and other scripts',
      act: async (p) => {
        await p.ai('odd dir/a "quoted" \u00e4\u4e2d.txt', 'one');
        await p.ai('-leading', 'two');
        await p.git('add', '.');
        await p.git('commit', '-q', '-m', 'Add odd files');
      },
      trailers: allAi(2),
    },
    {
      title: 'a renamed file with a line more',
      act: async (p) => {
        await p.ai('a.txt', ...Array.from({ length: 20 }, (_, i) => `line ${i} of the tool`));
        await p.git('add', '.');
        await p.git('commit', '-q', '-m', 'Add a');
        await p.git('mv', 'a.txt', 'b.txt');
        await p.ai('b.txt', 'one more');
        await p.git('add', '.');
        await p.git('commit', '-q', '-m', 'Rename it');
      },
      trailers: allAi(1),
    },
  ],

  merged: [
    {
      title: 'without conflicts: no trailer',
      act: async (p) => {
        await branches(p, 'b.txt');
        await p.git('merge', '-q', '--no-edit', 'topic');
      },
      trailers: [],
      message: "Merge branch 'topic'\n",
    },
    {
      title: 'with a conflict: only lines that differ from every parent',
      act: async (p) => {
        await branches(p, 'a.txt');
        await p.tryGit(['merge', '-q', 'topic']);
        await p.write('a.txt', 'on main\non topic\n');
        await p.ai('a.txt', 'a line that brings them together');
        await p.git('add', '.');
        await p.git('commit', '-q', '-m', 'Bring them together');
      },
      trailers: allAi(1),
    },
    {
      title: '--squash: what is brought in',
      act: async (p) => {
        await branches(p, 'b.txt');
        await p.git('merge', '-q', '--squash', 'topic');
        await p.git('commit', '-q', '-m', 'All of topic');
      },
      trailers: allAi(1),
    },
    {
      title: '--squash, with the message Git proposes, where the trailers are indented',
      act: async (p) => {
        await branches(p, 'b.txt');
        await p.git('merge', '-q', '--squash', 'topic');
        await commitWith(p, 'true');
      },
      trailers: allAi(1),
    },
  ],

  'refused by Git': [
    {
      title: 'an empty message by -m',
      act: async (p) => {
        await stage(p);
        assert.equal((await p.tryGit(['commit', '-q', '-m', ''])).code, 1);
      },
      trailers: [],
      commits: 1,
    },
    {
      title: 'an empty message in an editor',
      act: async (p) => {
        await stage(p);
        assert.equal((await commitWith(p, write(''))).code, 1);
      },
      trailers: [],
      commits: 1,
    },
    {
      title: 'a message left as it was',
      act: async (p) => {
        await stage(p);
        assert.equal((await commitWith(p, 'true')).code, 1);
      },
      trailers: [],
      commits: 1,
    },
    {
      title: 'a sign-off alone',
      act: async (p) => {
        await stage(p);
        assert.equal((await commitWith(p, 'true', '-s')).code, 1);
      },
      trailers: [],
      commits: 1,
    },
    {
      title: 'comments alone, by -m with --cleanup=strip',
      act: async (p) => {
        await stage(p);
        assert.equal((await p.tryGit(['commit', '-q', '--cleanup=strip', '-m', '# a'])).code, 1);
      },
      trailers: [],
      commits: 1,
    },
    {
      title: 'a template left as it was',
      act: async (p) => {
        await stage(p);
        await p.write('.git/template', 'Subject\n\nWhy: \n');
        assert.equal((await commitWith(p, 'true', '-t', '.git/template')).code, 1);
      },
      trailers: [],
      commits: 1,
    },
    {
      title: 'an amended message of which only our trailers are left',
      act: async (p) => {
        await stage(p);
        await p.git('commit', '-q', '-m', 'Add a');
        assert.equal((await commitWith(p, 'sed -i -e 1,2d "$1"', '--amend')).code, 1);
      },
      trailers: allAi(2),
      commits: 2,
    },
    {
      title: 'by an editor that fails; the next commit is not tagged with what was left',
      act: async (p) => {
        await stage(p);
        assert.equal((await commitWith(p, 'exit 1')).code, 1);
        await p.git('reset', '-q', '--hard');
        await p.other('b.txt', 'from somewhere');
        await p.git('add', '.');
        await commitWith(p, prepend('Add b\n'), '--no-verify');
      },
      trailers: [],
      commits: 2,
    },
  ],
};

/** `main` and `topic`, each with a line of the tool: in a.txt and in `file`. */
async function branches(p: Project, file: string): Promise<void> {
  await p.git('checkout', '-q', '-b', 'topic');
  await p.ai(file, 'on topic');
  await p.git('add', '.');
  await p.git('commit', '-q', '-m', 'On topic');
  await p.git('checkout', '-q', 'main');
  await p.ai('a.txt', 'on main');
  await p.git('add', '.');
  await p.git('commit', '-q', '-m', 'On main');
}

describe('a commit', () => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject();
  });
  afterEach(() => project.dispose());

  for (const [group, scenarios] of Object.entries(SCENARIOS))
    describe(group, () => {
      for (const { title, act, trailers, message, commits } of scenarios)
        it(title, async () => {
          await act(project);
          const found = await project.trailers();
          if (trailers instanceof RegExp) assert.match(found.join('\n'), trailers);
          else assert.deepEqual(found, trailers);
          if (message !== undefined)
            assert.equal(`${await project.git('log', '-1', '--format=%B')}`, message);
          if (commits !== undefined)
            assert.equal(await project.git('rev-list', '--count', 'HEAD'), String(commits));
          assert.equal((await project.git('fsck', '--strict', '--no-dangling')).trim(), '');
        });
    });
});

describe('a commit in another place', () => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject();
  });
  afterEach(() => project.dispose());

  it('a linked work tree shares hooks and ledger', async () => {
    const linked = projectOf(await project.addWorktree('linked tree'));
    await stage(linked);
    await linked.git('commit', '-q', '-m', 'Add a');
    assert.deepEqual(await linked.trailers(), allAi(2));
    await linked.ai('a.txt', 'one more');
    await commitWith(linked, prepend('More\n'), '-a', '--no-verify');
    assert.deepEqual(await linked.trailers(), allAi(1));
  });

  it('a submodule is a repository of its own', async () => {
    const source = await createRepository();
    try {
      await source.write('b.txt', 'b\n');
      await source.commitAll('Begin');
      const module = projectOf(await project.addSubmodule(source, 'module'));
      assert.equal((await module.lastmile(['hooks', 'install'])).code, 0);
      await stage(module);
      await module.git('commit', '-q', '-m', 'Add a');
      assert.deepEqual(await module.trailers(), allAi(2));
      await project.git('add', 'module');
      await project.git('commit', '-q', '-m', 'Take it');
      assert.deepEqual(await project.trailers(), []);
    } finally {
      await source.dispose();
    }
  });

  it('a subfolder', async () => {
    await stage(project, 'sub/dir/a.txt');
    await project.tryGit(['commit', '-q', '-m', 'Add a'], { cwd: 'sub/dir' });
    assert.deepEqual(await project.trailers(), allAi(2));
  });

  it('a shallow clone', async () => {
    await stageMore(project);
    await project.git('commit', '-q', '-m', 'More');
    const clone = `${project.root}-clone`;
    await project.git('clone', '-q', '--depth', '1', `file://${project.root}`, clone);
    const shallow = projectOf({ ...project, ...at(project, clone) });
    assert.equal((await shallow.lastmile(['hooks', 'install'])).code, 0);
    await shallow.ai('a.txt', 'in the clone');
    await shallow.git('commit', '-q', '-a', '-m', 'In the clone');
    assert.deepEqual(await shallow.trailers(), allAi(1));
  });
});

/** Another folder in the same environment. */
function at(project: Project, root: string) {
  return repositoryAt(root, project.home, project.env, 'git', async () => {});
}

describe('a commit goes through', () => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject();
  });
  afterEach(() => project.dispose());

  /** Commits two lines of the tool; whatever is broken, the commit is made with one line of complaint at most. */
  async function committed(env: Record<string, string | undefined> = {}): Promise<string> {
    const before = await project.git('rev-list', '--count', 'HEAD');
    await project.other('a.txt', 'whatever is broken');
    await project.git('add', '.');
    const { code, stderr } = await project.tryGit(['commit', '-q', '-m', 'Add a'], { env });
    assert.equal(code, 0, stderr);
    assert.equal(await project.git('rev-list', '--count', 'HEAD'), String(Number(before) + 1));
    const lines = stderr.split('\n').filter((line) => line !== '');
    assert.ok(lines.length <= 1, stderr);
    return stderr;
  }

  it('when nothing was ever recorded', async () => {
    assert.equal(await committed(), '');
    assert.deepEqual(await project.trailers(), []);
  });

  it('when the ledger is damaged', async () => {
    await project.ai('b.txt', 'a line');
    await project.write(
      '.git/lastmile/ledger.db',
      'this is not a database, and never has been one\n'.repeat(100),
    );
    for (const side of ['-wal', '-shm'])
      await rm(project.path(`.git/lastmile/ledger.db${side}`), { force: true });
    assert.match(await committed(), /ledger .*lastmile doctor/);
  });

  it('when the ledger is of a newer version', async () => {
    await project.ai('b.txt', 'a line');
    const { DatabaseSync } = await import('node:sqlite');
    const db = new DatabaseSync(project.path('.git/lastmile/ledger.db'));
    db.exec('PRAGMA user_version = 9999');
    db.close();
    assert.match(await committed(), /newer version/);
  });

  it('when another process keeps the ledger locked; its trailers are there', async () => {
    await stage(project, 'b.txt');
    const { DatabaseSync } = await import('node:sqlite');
    const db = new DatabaseSync(project.path('.git/lastmile/ledger.db'));
    db.exec('BEGIN EXCLUSIVE');
    try {
      await committed();
    } finally {
      db.exec('ROLLBACK');
      db.close();
    }
    assert.equal((await project.trailers()).length, 2);
  });

  it('when the command line is gone', async () => {
    const copy = `${project.home}/cli.js`;
    await copyFile(bundledCli(), copy);
    assert.equal((await project.run(process.execPath, [copy, 'hooks', 'install'])).code, 0);
    await unlink(copy);
    await committed();
  });

  it('when there is no runtime any more, and none on the PATH', async () => {
    const folder = `${project.home}/bin`;
    await mkdir(folder);
    for (const program of ['git', 'sh']) await symlink(await whereIs(program), `${folder}/${program}`);
    await runWith(`${project.home}/no-such-runtime`);
    await project.ai('b.txt', 'a line');
    assert.equal(await committed({ PATH: folder }), '');
    assert.deepEqual(await project.trailers(), []);
  });

  it('when the runtime fails', async () => {
    await project.ai('b.txt', 'a line');
    await runWith(await script('failing', 'exit 1'));
    await committed();
  });

  it('when git never answers the hook', async () => {
    await project.ai('b.txt', 'a line');
    await preload(
      'stuck',
      `const children = require('node:child_process');
      const { spawn } = children;
      children.spawn = (program, args, options) => spawn('sleep', ['7'], options);`,
    );
    assert.match(await committed(), /took too long/);
  });

  it('when the hook computes for ever', async () => {
    await project.ai('b.txt', ...Array.from({ length: 50_000 }, (_, i) => `line ${i} of a large file`));
    await preload(
      'computing',
      `const threads = require('node:worker_threads');
      const { Worker } = threads;
      threads.Worker = function (...args) {
        setTimeout(() => { for (;;); });
        return new Worker(...args);
      };`,
    );
    assert.match(await committed(), /took too long/);
  });

  for (const [title, edited] of [
    ['with the message given', false],
    ['in an editor', true],
  ] as const)
    it(`when the hook is killed at any step, ${title}; the next commit is as it should be`, async function () {
      this.timeout(300_000);
      await stage(project, 'b.txt');
      const env = edited ? await project.editor(prepend('Killed\n')) : {};
      const message = edited ? [] : ['-m', 'Killed'];
      for (let step = 1; ; step++) {
        await preload('killed', dyingAt(step));
        await project.ai('a.txt', `a line at step ${step}`);
        await project.git('add', 'a.txt');
        const { code, stderr } = await project.tryGit(['commit', '-q', ...message], { env });
        assert.equal(code, 0, stderr);
        const [subject, ...rest] = (await project.git('log', '-1', '--format=%B')).trim().split('\n');
        assert.equal(subject, 'Killed');
        if (rest.length > 0)
          assert.match(rest.join('\n'), /^\nAI-Contribution: 100% heavy; .*\nAssisted-by: .*$/);
        assert.equal(await project.git('status', '--porcelain'), '');
        const wasKilled = existsSync(`${project.home}/killed.mark`);
        await rm(`${project.home}/killed.mark`, { force: true });
        if (!wasKilled) {
          assert.ok(step > 5, `${step} steps`);
          break;
        }
      }
      assert.equal((await project.lastmile(['hooks', 'install'])).code, 0);
      await project.other('c.txt', 'from somewhere');
      await project.git('add', '.');
      await commitWith(project, prepend('Next\n'), '--no-verify');
      assert.deepEqual(await project.trailers(), []);
      assert.equal((await project.git('fsck', '--strict', '--no-dangling')).trim(), '');
    });

  /** A preload that ends the process before its `step`th call to the outside. */
  const dyingAt = (step: number) => `
    let left = ${step};
    const { writeFileSync } = require('node:fs');
    const die = (on, name) => {
      const original = on[name];
      on[name] = function (...args) {
        if (--left === 0) {
          writeFileSync(${JSON.stringify(`${project.home}/killed.mark`)}, name);
          process.kill(process.pid, 'SIGKILL');
        }
        return original.apply(this, args);
      };
    };
    die(require('node:child_process'), 'spawn');
    for (const name of ['existsSync', 'renameSync', 'rmSync', 'mkdirSync']) die(require('node:fs'), name);
    for (const name of ['exec', 'close']) die(require('node:sqlite').DatabaseSync.prototype, name);`;

  /** Has the hooks run another program in place of Node. */
  const runWith = async (executable: string) =>
    project.write('.git/lastmile/run', launcherScript({ executable, cli: bundledCli() }), 0o755);

  async function script(name: string, body: string): Promise<string> {
    const file = `${project.home}/${name}`;
    await writeFile(file, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
    return file;
  }

  /** Has the hooks run Node with a module of ours loaded first. */
  async function preload(name: string, code: string): Promise<void> {
    await writeFile(`${project.home}/${name}.cjs`, code);
    await runWith(
      await script(name, `exec '${process.execPath}' --require '${project.home}/${name}.cjs' "$@"`),
    );
  }

  const whereIs = async (program: string) =>
    (await project.run('sh', ['-c', `command -v ${program}`])).stdout.trim();

  it('when the folder of the ledger cannot be written; its trailers are there', async function () {
    await stage(project, 'b.txt');
    const folder = project.path('.git/lastmile');
    const name = 'nobody';
    const args = ['-c', `safe.directory=${project.root}`, 'commit', '-q', '-m', 'Add b'];
    let commit = () => project.tryGit(args);
    if (process.getuid?.() === 0) {
      // Nothing is read-only to root: another user makes the commit, where there is a way to become one.
      if ((await project.run('sh', ['-c', 'command -v setpriv && command -v chown'])).code !== 0) {
        console.log('      no setpriv to become another user');
        this.skip();
      }
      await project.run('chown', ['-R', name, project.root, project.home, path.dirname(bundledCli())]);
      await project.run('chmod', ['a+rx', path.dirname(project.root), path.dirname(bundledCli())]);
      commit = () => project.run('setpriv', [`--reuid=${name}`, '--clear-groups', 'git', ...args]);
    }
    await chmod(folder, 0o555);
    try {
      const { code, stderr } = await commit();
      assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    } finally {
      await chmod(folder, 0o755);
    }
    assert.deepEqual(
      (
        await project.tryGit(['-c', `safe.directory=${project.root}`, 'log', '-1', '--format=%(trailers)'])
      ).stdout
        .trim()
        .split('\n'),
      allAi(2),
    );
  });
});
