import assert from 'node:assert/strict';
import { createScenario, type Scenario } from '../fixtures/scenario.ts';

const BLOCK = 'export function area(width, height) {\n  return width * height;\n}\n';

/** What is done, and then the class of every line of files of HEAD (`a`, `m`, `h`, `u`), and what HEAD added. */
interface Situation {
  what: string;
  steps: (s: Scenario) => Promise<unknown>;
  lines?: Record<string, string>;
  added?: string;
}

const situations: Situation[] = [
  {
    what: 'AI writes a file, a person adds a line',
    async steps(s) {
      await s.ai('a.ts', 'one\ntwo\n');
      await s.human('a.ts', 'one\ntwo\nthree\n');
      await s.commitAll();
    },
    lines: { 'a.ts': 'aah' },
    added: 'a2 h1',
  },
  {
    what: 'nobody says who wrote a file',
    async steps(s) {
      await s.unseen('a.ts', 'one\ntwo\n');
      await s.commitAll();
    },
    lines: { 'a.ts': 'uu' },
    added: 'u2',
  },
  {
    what: 'what nothing explains is nobody’s, whoever wrote its neighbours',
    async steps(s) {
      await s.ai('a.ts', 'one\nthree\n');
      await s.unseen('a.ts', 'one\ntwo\nthree\n');
      await s.commitAll();
    },
    lines: { 'a.ts': 'aua' },
  },
  {
    what: 'a file from before tracking stays nobody’s but for what is new',
    async steps(s) {
      await s.unseen('a.ts', 'one\ntwo\n');
      await s.git('add', '.');
      await s.git('commit', '-qm', 'before tracking');
      await s.ai('a.ts', 'one\nfresh\ntwo\n');
      await s.commitAll();
    },
    lines: { 'a.ts': 'uau' },
    added: 'a1',
  },
  {
    what: 'a person changes a word of an AI line',
    async steps(s) {
      await s.ai('a.ts', 'const total = price * count;\nend\n');
      await s.human('a.ts', 'const total = price * amount;\nend\n');
      await s.commitAll();
    },
    lines: { 'a.ts': 'ma' },
  },
  {
    what: 'a person only takes a word out of an AI line',
    async steps(s) {
      await s.ai('a.ts', 'const total = price * count;\nend\n');
      await s.human('a.ts', 'const total = price;\nend\n');
      await s.commitAll();
    },
    lines: { 'a.ts': 'ma' },
  },
  {
    what: 'another AI edit inside an AI line leaves it AI',
    async steps(s) {
      await s.ai('a.ts', 'const total = price * count;\n');
      await s.ai('a.ts', 'const total = price;\n', 'codex');
      await s.commitAll();
    },
    lines: { 'a.ts': 'a' },
  },
  {
    what: 'only what is staged counts, not what the work tree has become since',
    async steps(s) {
      await s.ai('a.ts', 'one\n');
      await s.git('add', '.');
      await s.human('a.ts', 'two\nthree\n');
      await s.commit();
    },
    lines: { 'a.ts': 'a' },
  },
  {
    what: 'one hunk of two is staged',
    async steps(s) {
      const middle = 'a\nb\nc\nd\ne\nf\ng\nh\n';
      await s.human('a.ts', middle);
      await s.commitAll();
      await s.ai('a.ts', `by AI\n${middle}`);
      await s.human('a.ts', `by AI\n${middle}by a person\n`);
      await stage(s, 'a.ts', `${middle}by a person\n`);
      await s.commit();
    },
    lines: { 'a.ts': 'hhhhhhhhh' },
    added: 'h1',
  },
  {
    what: 'the other hunk is staged',
    async steps(s) {
      const middle = 'a\nb\nc\nd\ne\nf\ng\nh\n';
      await s.human('a.ts', middle);
      await s.commitAll();
      await s.ai('a.ts', `by AI\n${middle}`);
      await s.human('a.ts', `by AI\n${middle}by a person\n`);
      await stage(s, 'a.ts', `by AI\n${middle}`);
      await s.commit();
    },
    lines: { 'a.ts': 'ahhhhhhhh' },
    added: 'a1',
  },
  {
    what: 'staged half of a hunk, with the rest rewritten since',
    async steps(s) {
      await s.ai('a.ts', 'one by AI\ntwo by AI\n');
      await s.human('a.ts', 'one by AI\ntwo by AI\nthree by hand\n');
      await stage(s, 'a.ts', 'two by AI\nthree by hand\n');
      await s.human('a.ts', 'all else\n');
      await s.commit();
    },
    lines: { 'a.ts': 'ah' },
  },
  {
    what: 'a formatter re-indents and changes line ends',
    async steps(s) {
      await s.ai('a.ts', BLOCK);
      await s.unseen('a.ts', BLOCK.replaceAll('  ', '\t\t').replaceAll('\n', '\r\n'));
      await s.commitAll();
    },
    lines: { 'a.ts': 'aaa' },
  },
  {
    what: 'a block moves to another file',
    async steps(s) {
      await s.human('a.ts', 'first\n');
      await s.ai('a.ts', `first\n${BLOCK}`);
      await s.commitAll();
      await s.unseen('a.ts', 'first\n');
      await s.unseen('b.ts', BLOCK);
      await s.commitAll();
    },
    lines: { 'a.ts': 'h', 'b.ts': 'aaa' },
    added: 'a3',
  },
  {
    what: 'a block moves to another file before it was ever committed',
    async steps(s) {
      await s.human('a.ts', 'first\n');
      await s.ai('a.ts', `first\n${BLOCK}`);
      await s.unseen('a.ts', 'first\n');
      await s.unseen('b.ts', BLOCK);
      await s.commitAll();
    },
    lines: { 'a.ts': 'h', 'b.ts': 'aaa' },
  },
  {
    what: 'a copy of an AI block that nobody is known to have made',
    async steps(s) {
      await s.ai('a.ts', BLOCK);
      await s.commitAll();
      await s.unseen('b.ts', BLOCK);
      await s.commitAll();
    },
    lines: { 'a.ts': 'aaa', 'b.ts': 'uuu' },
  },
  {
    what: 'a renamed file',
    async steps(s) {
      await s.ai('a.ts', BLOCK);
      await s.commitAll();
      await s.git('mv', 'a.ts', 'b.ts');
      await s.commitAll();
      await s.human('b.ts', `${BLOCK}more\n`);
      await s.commitAll();
    },
    lines: { 'b.ts': 'aaah' },
    added: 'h1',
  },
  {
    what: 'a file renamed and changed by nobody known, in one commit',
    async steps(s) {
      await s.ai('a.ts', `${BLOCK}${BLOCK.replaceAll('area', 'volume')}`);
      await s.commitAll();
      await s.git('mv', 'a.ts', 'b.ts');
      await s.unseen('b.ts', `${BLOCK}${BLOCK.replaceAll('area', 'volume')}more\n`);
      await s.commitAll();
    },
    lines: { 'b.ts': 'aaaaaau' },
    added: 'u1',
  },
  {
    what: 'stash and pop give back what was there',
    async steps(s) {
      await s.human('a.ts', 'base\n');
      await s.commitAll();
      await s.ai('a.ts', 'base\nby AI\n');
      await s.git('stash');
      await s.checkpoints.checkpoint({ origin: 'human' });
      await s.git('stash', 'pop');
      await s.checkpoints.checkpoint({ origin: 'human' });
      await s.commitAll();
    },
    lines: { 'a.ts': 'ha' },
  },
  {
    what: 'what a pull brings is not put down to the next checkpoint',
    async steps(s) {
      await s.human('a.ts', 'base\nend\n');
      await s.commitAll();
      await s.git('checkout', '-qb', 'theirs');
      await s.unseen('a.ts', 'base\nfrom elsewhere\nend\n');
      await s.git('commit', '-qam', 'made elsewhere');
      await s.git('checkout', '-q', 'main');
      await s.checkpoints.checkpoint({ origin: 'human' });
      await s.git('merge', '-q', '--ff-only', 'theirs');
      await s.ai('a.ts', 'base\nfrom elsewhere\nend\nby AI\n');
      await s.commitAll();
    },
    lines: { 'a.ts': 'huha' },
    added: 'a1',
  },
  {
    what: 'what was committed unexplained stays so',
    async steps(s) {
      await s.ai('a.ts', 'one\n');
      await s.commitAll();
      await s.unseen('a.ts', 'one\ntwo by somebody\n');
      await s.commitAll();
      await s.ai('a.ts', 'one\ntwo by somebody\nthree by AI\n');
      await s.commitAll();
    },
    lines: { 'a.ts': 'aua' },
  },
  {
    what: 'a checkpoint explains what was seen to change since the last one',
    async steps(s) {
      await s.human('a.ts', 'one\n');
      await s.unseen('a.ts', 'one\ntwo\n');
      await s.contributions.ofWorktree();
      await s.checkpoints.checkpoint({ origin: 'ai', tool: 'codex' });
      await s.commitAll();
    },
    lines: { 'a.ts': 'ha' },
  },
  {
    what: 'a merge with conflicts: with respect to its first parent, origins carried from both sides',
    async steps(s) {
      await s.human('a.ts', 'base\n');
      await s.commitAll();
      await s.git('checkout', '-qb', 'side');
      await s.ai('a.ts', 'side by AI\n');
      await s.commitAll();
      await s.git('checkout', '-q', 'main');
      await s.human('a.ts', 'main by hand\n');
      await s.commitAll();
      await s.repository.tryGit(['merge', 'side']);
      await s.human('a.ts', 'main by hand\nside by AI\nto resolve it\n');
      await s.commitAll();
    },
    lines: { 'a.ts': 'hah' },
    added: 'a1 h1',
  },
  {
    what: 'lines put next to lines like them are those of who put them',
    async steps(s) {
      await s.human('a.ts', 'x();\ny();\n');
      await s.commitAll();
      await s.ai('a.ts', 'x();\nx();\ny();\n');
      await s.commitAll();
    },
    added: 'a1',
  },
  {
    what: 'paths with spaces, quotes and other letters',
    async steps(s) {
      await s.ai("a b/“ü”'$(x).ts", 'one\n');
      await s.commitAll();
    },
    lines: { "a b/“ü”'$(x).ts": 'a' },
    added: 'a1',
  },
];

/** Puts `text` into the index as `path`, whatever the work tree holds. */
async function stage(s: Scenario, path: string, text: string): Promise<void> {
  const { stdout } = await s.repository.tryGit(['hash-object', '-w', '--stdin'], { input: text });
  await s.git('update-index', '--add', '--cacheinfo', `100644,${stdout.trim()},${path}`);
}

describe('attribution of commits', () => {
  for (const { what, steps, lines = {}, added } of situations)
    it(what, async () => {
      const s = await createScenario();
      try {
        await steps(s);
        for (const [path, expected] of Object.entries(lines))
          assert.equal(await s.lines(path), expected, path);
        if (added !== undefined) assert.equal(await s.added(), added);
      } finally {
        await s.dispose();
      }
    });
});
