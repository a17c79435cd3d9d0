/** What the trailers of a commit say, by what is committed, and how. */

import { allAi, BY, commitWith, type Scenario, SIGNED, specify, stage, stageMore } from './committing.ts';
import { MODEL, type Project, TOOL } from './program.ts';

const SCENARIOS: Record<string, Scenario[]> = {
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

describe('a commit', () => specify(SCENARIOS));
