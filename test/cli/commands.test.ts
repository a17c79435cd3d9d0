/** The commands as a person or a program calls them. */

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import type { Contribution } from '../../src/domain/contribution.ts';
import { createRepository } from '../fixtures/repository.ts';
import { BY_AI, bundledCli, createProject, MODEL, type Project, projectOf, TOOL } from './program.ts';

const COMMANDS = ['checkpoint', 'agent-hook', 'hooks', 'stats', 'blame', 'trailers', 'doctor', 'forget'];

describe('the command line', () => {
  let project: Project;
  before(async () => {
    project = await createProject({ hooks: false });
  });
  after(() => project.dispose());

  for (const args of [['--help'], ['help'], ['-h'], ...COMMANDS.map((name) => [name, '--help'])])
    it(`${args.join(' ')} explains`, async () => {
      const { code, stdout, stderr } = await project.lastmile(args);
      assert.equal(code, 0);
      assert.match(stdout, /^Usage: lastmile /);
      assert.equal(stderr, '');
    });

  it('names every command in the overview', async () => {
    const { stdout } = await project.lastmile(['--help']);
    for (const name of COMMANDS) assert.match(stdout, new RegExp(`^  ${name} `, 'm'));
  });

  it('--version is that of the manifest', async () => {
    const { default: manifest } = await import('../../package.json', { with: { type: 'json' } });
    assert.equal((await project.lastmile(['--version'])).stdout, `${manifest.version}\n`);
  });

  const wrong: string[][] = [
    [],
    ['nonsense'],
    ['--nonsense'],
    ['-C'],
    ['stats', '--nonsense'],
    ['stats', 'HEAD', 'HEAD'],
    ['stats', '--staged', '--worktree'],
    ['stats', '--staged', 'HEAD'],
    ['stats', '--json=yes'],
    ['blame'],
    ['checkpoint'],
    ['checkpoint', '--origin', 'robot'],
    ['checkpoint', '--origin', 'ai'],
    ['checkpoint', '--origin', 'ai', '--tool', ' '],
    ['checkpoint', '--origin', 'human', '--tool', 'x'],
    ['checkpoint', '--origin'],
    ['hooks'],
    ['hooks', 'remove'],
    ['hooks', 'install', 'again'],
  ];
  for (const args of wrong)
    it(`wrong usage: lastmile ${args.join(' ')}`, async () => {
      const { code, stdout, stderr } = await project.lastmile(args);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr, /^lastmile: [^\n]+\n$/);
    });

  const failing: [string, string[], RegExp][] = [
    ['a revision that is not there', ['stats', 'nowhere'], /there is no commit nowhere/],
    ['an end of a range that is not there', ['stats', 'HEAD..nowhere'], /there is no commit nowhere/],
    ['a revision that looks like an option', ['stats', '--', '--all'], /there is no commit --all/],
    ['a file that is not there', ['blame', 'nowhere.txt'], /there is no file nowhere\.txt/],
    ['a folder', ['blame', '.'], /\. is a folder; name a file/],
    ['a path outside the repository', ['blame', '../outside'], /outside the repository/],
    [
      'a checkpoint outside the repository',
      ['checkpoint', '--origin', 'human', '/etc'],
      /outside the repository/,
    ],
    ['no repository', ['-C', '/', 'stats'], /no git repository/],
    ['a folder that is not there', ['-C', '/nowhere/at/all', 'stats'], /no git repository/],
    [
      'a terminal escape in an argument',
      ['stats', '\u001b[31mred'],
      /^lastmile: there is no commit (?!.*\u001b)/,
    ],
  ];
  for (const [title, args, message] of failing)
    it(`fails with one line: ${title}`, async () => {
      const { code, stdout, stderr } = await project.lastmile(args);
      assert.equal(code, 1);
      assert.equal(stdout, '');
      assert.match(stderr, message);
      assert.match(stderr, /^lastmile: [^\n]+\n$/);
    });

  it('says so in a bare repository', async () => {
    const bare = projectOf(await createRepository({ bare: true }));
    try {
      const { code, stderr } = await bare.lastmile(['stats']);
      assert.equal(code, 1);
      assert.match(stderr, /bare repository/);
    } finally {
      await bare.dispose();
    }
  });

  it('says so where the runtime has no SQLite', async () => {
    const old = (...args: string[]) =>
      project.run(process.execPath, ['--no-experimental-sqlite', bundledCli(), ...args]);
    const { code, stdout, stderr } = await old('stats');
    assert.equal(code, 1);
    assert.equal(stdout, '');
    assert.equal((await old('agent-hook', TOOL)).code, 0);
    assert.match(stderr, /^lastmile: needs Node\.js 22\.13 or newer, and this is v[^\n]+\n$/);
  });

  it('shares with no remote that is not there', async () => {
    const { code, stderr } = await project.lastmile(['share', 'on']);
    assert.equal(code, 1);
    assert.equal(stderr, "lastmile: there is no remote 'origin'; --remote names another one\n");
    assert.equal(await project.git('remote'), '');
  });

  it('does not claim to have shared anything while sharing is off', async () => {
    const { code, stdout, stderr } = await project.lastmile(['share', 'sync']);
    assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
    assert.equal(stderr, "lastmile: sharing is off; 'lastmile share on' turns it on\n");
  });

  it('says so where nothing is added', async () => {
    assert.equal((await project.lastmile(['stats', '--staged'])).stdout, 'Staged changes\nNo lines added\n');
  });

  it('says so where there is no commit', async () => {
    const empty = projectOf(await createRepository());
    try {
      assert.match((await empty.lastmile(['stats'])).stderr, /there is no commit yet/);
      assert.match((await empty.lastmile(['blame', 'a.txt'])).stderr, /there is no commit yet/);
      await empty.ai('a.txt', 'one');
      const staged = await empty.json<Contribution>('stats', '--worktree');
      assert.deepEqual({ parent: staged.parent, ai: staged.added.ai }, { parent: null, ai: 1 });
    } finally {
      await empty.dispose();
    }
  });
});

describe('figures on the command line', () => {
  let project: Project;
  before(async () => {
    project = await createProject({ hooks: false });
    await project.write('a.txt', 'one\ntwo\n');
    await project.commitAll('Add a');
    await project.ai('a.txt', 'three by the tool');
    await project.other('a.txt', 'four from somewhere');
    await project.write('package-lock.json', '{}\n');
    await project.commitAll('More');
    await project.lastmile(['checkpoint', '--origin', 'unknown']);
    await project.ai('b.txt', 'not committed');
  });
  after(() => project.dispose());

  it('stats --json is a contribution and nothing else', async () => {
    const stats = await project.json<Contribution>('stats');
    assert.deepEqual(stats, {
      commit: await project.oid(),
      parent: await project.oid('HEAD~1'),
      added: { total: 2, ai: 1, mixed: 0, human: 0, unknown: 1, excluded: 1 },
      deleted: 0,
      share: 14 / 31,
      coverage: 14 / 31,
      level: 'moderate',
      tools: [{ tool: TOOL, model: MODEL, sessions: 1, characters: 14, lines: 1 }],
      evidence: { reported: 14 / 31, observed: 0, inferred: 0 },
      files: [{ path: 'a.txt', added: { total: 2, ai: 1, mixed: 0, human: 0, unknown: 1 } }],
    });
  });

  it('a range is the sum of its commits', async () => {
    const { added, commit, parent } = await project.json<Contribution>('stats', 'HEAD~2..HEAD');
    assert.deepEqual(added, { total: 4, ai: 1, mixed: 0, human: 0, unknown: 3, excluded: 1 });
    assert.deepEqual([commit, parent], [null, null]);
  });

  it('--worktree takes what is not committed, new files included; --staged what is staged', async () => {
    assert.equal((await project.json<Contribution>('stats', '--worktree')).added.ai, 1);
    assert.equal((await project.json<Contribution>('stats', '--staged')).added.total, 0);
  });

  it('trailers are those of the staged change', async () => {
    await project.git('add', 'b.txt');
    const line = '100% heavy; lines ai=1 mixed=0 human=0 unknown=0';
    assert.deepEqual(await project.json('trailers'), {
      trailers: [
        { key: 'AI-Contribution', value: line },
        { key: 'Assisted-by', value: `${TOOL}:${MODEL}` },
      ],
    });
    const { stdout } = await project.lastmile(['trailers', '--staged']);
    assert.equal(stdout, `AI-Contribution: ${line}\nAssisted-by: ${TOOL}:${MODEL}\n`);
    await project.git('reset', '-q');
  });

  it('where there would be no trailers, says why, beside standard output', async () => {
    const without = async () => {
      const { code, stdout, stderr } = await project.lastmile(['trailers']);
      return { code, stdout, stderr };
    };
    const why = (reason: string) => ({ code: 0, stdout: '', stderr: `lastmile: no trailers: ${reason}\n` });
    assert.deepEqual(await without(), why('nothing is staged that adds a line'));
    await project.write('c.txt', 'from somewhere\n');
    await project.git('add', 'c.txt');
    assert.deepEqual(await without(), why('nothing that is staged is known to come from AI'));
    await project.git('config', 'lastmile.trailers', 'off');
    assert.deepEqual(await without(), why("the setting 'trailers' is off"));
    await project.git('config', '--unset', 'lastmile.trailers');
    await project.git('reset', '-q');
    await project.remove('c.txt');
  });

  it('blame --json has each line, without the fields that do not apply', async () => {
    const commit = await project.oid();
    const before = await project.oid('HEAD~1');
    assert.deepEqual(await project.json('blame', 'a.txt'), {
      path: 'a.txt',
      rev: 'HEAD',
      lines: [
        { line: 1, class: 'unknown', commit: before },
        { line: 2, class: 'unknown', commit: before },
        { line: 3, class: 'ai', tool: TOOL, model: MODEL, session: 's1', commit },
        { line: 4, class: 'unknown', commit },
      ],
    });
  });

  it('works from any folder inside; ./ is relative to it, any other path to the root', async () => {
    await mkdir(project.path('sub'), { recursive: true });
    const inSub = async (...args: string[]) => (await project.lastmile(args, { cwd: 'sub' })).code;
    assert.equal(await inSub('stats'), 0);
    assert.equal(await inSub('blame', 'a.txt'), 0);
    assert.equal(await inSub('blame', '../a.txt'), 0);
    assert.equal(await inSub('blame', './a.txt'), 1);
    assert.equal(await inSub('blame', project.path('a.txt')), 0);
    assert.equal((await project.lastmile(['-C', 'sub', '-C', '..', 'blame', 'a.txt'])).code, 0);
    assert.equal((await project.lastmile(['blame', 'a.txt', '-C', 'sub'])).code, 0);
  });

  it('takes a file of the current folder where the root has none of that name', async () => {
    await project.write('sub/mine.txt', 'mine\n');
    for (const [path, said] of [
      ['mine.txt', '4 characters  sub/mine.txt'],
      ['./mine.txt', 'Nothing new to attribute.'],
      ['sub/mine.txt', 'Nothing new to attribute.'],
    ] as const) {
      const { code, stdout, stderr } = await project.lastmile(['checkpoint', ...BY_AI, path], { cwd: 'sub' });
      assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: `${said}\n`, stderr: '' }, path);
    }
    await project.remove('sub/mine.txt');
  });

  it('fails for a file that is not there and never was, and does the others', async () => {
    await project.write('sub/mine.txt', 'another\n');
    const { code, stderr, stdout } = await project.lastmile([
      'checkpoint',
      ...BY_AI,
      'nosuch.txt',
      'sub/mine.txt',
    ]);
    assert.deepEqual({ code, stderr }, { code: 1, stderr: 'lastmile: there is no file nosuch.txt\n' });
    assert.match(stdout, /7 characters +sub\/mine\.txt/);
    await project.remove('sub/mine.txt');
    assert.equal(
      (await project.lastmile(['checkpoint', ...BY_AI, 'sub/mine.txt'])).code,
      0,
      'it was deleted',
    );
  });

  it('prints a summary for people, without colours where there is no terminal', async () => {
    const { stdout } = await project.lastmile(['stats']);
    assert.match(stdout, /^AI share +45% moderate, the origin of \d+% is known/m);
    assert.match(stdout, /a\.txt/);
    assert.doesNotMatch(stdout, /\u001b/);
  });

  it('prints hostile names so that they do nothing to the terminal', async () => {
    const name = 'evil\u001b]0;title\u0007\u001b[2J\nname\u202e.txt';
    await project.write(name, 'x\n');
    await project.lastmile([
      'checkpoint',
      '--origin',
      'ai',
      '--tool',
      'to\u001b[31mol\u0000'.replace('\0', ''),
    ]);
    for (const args of [
      ['stats', '--worktree'],
      ['checkpoint', ...BY_AI],
    ]) {
      const { stdout } = await project.lastmile(args);
      assert.doesNotMatch(stdout, /[\u001b\u0007\u202e]/);
    }
    const { files } = await project.json<Contribution>('stats', '--worktree');
    assert.ok(files.some((file) => file.path === name));
    await project.remove(name);
  });

  it('counts every line as unknown where the ledger cannot be read, and says so', async () => {
    const other = await createProject({ hooks: false });
    try {
      await other.write('.git/lastmile/ledger.db', 'not a database'.repeat(1000));
      await other.write('c.txt', 'c\n');
      const { code, stdout, stderr } = await other.lastmile(['stats', '--worktree', '--json']);
      assert.equal(code, 0);
      assert.equal((JSON.parse(stdout) as Contribution).added.unknown, 1);
      assert.match(stderr, /^lastmile: .*ledger[^\n]*\n$/);
    } finally {
      await other.dispose();
    }
  });
});

describe('a checkpoint', () => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject({ hooks: false });
  });
  afterEach(() => project.dispose());

  const classesOf = async (): Promise<object> => {
    const { ai, human, mixed, unknown } = (await project.json<Contribution>('stats', '--worktree')).added;
    return { ai, human, mixed, unknown };
  };

  it('attributes what changed since the one before', async () => {
    await project.other('a.txt', 'from somewhere');
    await project.lastmile(['checkpoint', '--origin', 'unknown']);
    await project.other('a.txt', 'by the tool');
    await project.lastmile(['checkpoint', ...BY_AI]);
    await project.other('a.txt', 'by me');
    await project.lastmile(['checkpoint', '--origin', 'human']);
    assert.deepEqual(await classesOf(), { ai: 1, human: 1, mixed: 0, unknown: 1 });
  });

  it('takes only the paths given', async () => {
    await project.other('a/a.txt', 'one');
    await project.other('b.txt', 'two');
    const { files } = await project.json<{ files: object[] }>('checkpoint', ...BY_AI, 'a');
    assert.deepEqual(files, [{ path: 'a/a.txt', characters: 3 }]);
    assert.deepEqual(await classesOf(), { ai: 1, human: 0, mixed: 0, unknown: 1 });
  });

  it('takes all of the work tree, from whatever folder', async () => {
    await project.other('a/a.txt', 'one');
    await project.other('b.txt', 'two');
    await project.lastmile(['checkpoint', ...BY_AI], { cwd: 'a' });
    assert.deepEqual(await classesOf(), { ai: 2, human: 0, mixed: 0, unknown: 0 });
  });
});

describe('hooks', () => {
  let project: Project;
  const status = async () => (await project.json<{ kind: string }>('hooks', 'status')).kind;
  beforeEach(async () => {
    project = await createProject({ hooks: false });
  });
  afterEach(() => project.dispose());

  it('install, status, uninstall', async () => {
    assert.equal(await status(), 'missing');
    assert.match((await project.lastmile(['hooks', 'install'])).stdout, /^Installed/);
    assert.equal(await status(), 'installed');
    assert.match((await project.lastmile(['hooks', 'status'])).stdout, /prepare-commit-msg/);
    assert.match((await project.lastmile(['doctor'])).stdout, /Git hooks +installed/);
    assert.match((await project.lastmile(['hooks', 'uninstall'])).stdout, /^Uninstalled/);
    assert.equal(await status(), 'missing');
  });

  it('status names the files that hooks of tools are in', async () => {
    interface Status {
      kind: string;
      agents: { tool: string; hooks: { scope: string; file: string; kind: string }[] }[];
    }
    const file = project.path('.claude/settings.local.json');
    const before = await project.json<Status>('hooks', 'status');
    assert.ok(
      before.agents.length > 1 &&
        before.agents.every(({ hooks }) => hooks.every((it) => it.kind === 'absent')),
    );
    const after = await project.json<Status>('hooks', 'install', '--agents', TOOL);
    assert.equal(after.kind, 'installed');
    assert.deepEqual(
      after.agents.map(({ tool, hooks }) => [tool, hooks[0]]),
      [[TOOL, { scope: 'project', file, kind: 'installed' }]],
    );
    const text = async (...args: string[]) => (await project.lastmile(['hooks', 'status', ...args])).stdout;
    assert.ok((await text()).includes(`Claude Code: installed in ${file}\n`));
    assert.doesNotMatch(await text(), /Codex/);
    assert.match(await text('--agents', 'codex'), /^Codex CLI: not installed$/m);
  });

  it('says which files of this machine a commit would take along', async () => {
    const install = async () =>
      (await project.lastmile(['hooks', 'install', '--agents', 'claude-code,codex'])).stdout;
    const warned = (stdout: string) => [...stdout.matchAll(/^(\S+) names programs of this machine/gm)];
    const both = ['.claude/settings.local.json', '.codex/hooks.json'];
    assert.deepEqual(
      warned(await install()).map(([, file]) => file),
      both,
    );
    await project.write('.gitignore', '.claude/\n');
    assert.deepEqual(
      warned(await install()).map(([, file]) => file),
      both.slice(1),
    );
  });

  it('says where they cannot be installed', async () => {
    const env = {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.hooksPath',
      GIT_CONFIG_VALUE_0: '/dev/null',
    };
    const { code, stderr } = await project.lastmile(['hooks', 'install'], { env });
    assert.equal(code, 1);
    assert.match(stderr, /^lastmile: [^\n]*hooksPath[^\n]*\n$/);
  });
});
