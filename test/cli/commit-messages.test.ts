/** What each way of giving a message leaves in the commit. */

import assert from 'node:assert/strict';
import {
  allAi,
  commitWith,
  prepend,
  type Scenario,
  SIGNED,
  specify,
  stage,
  stageMore,
  write,
} from './committing.ts';

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

describe('a commit', () => specify(SCENARIOS));
