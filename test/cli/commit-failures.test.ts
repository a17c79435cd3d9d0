/** A commit goes through whatever is the matter with Lastmile. */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { launcherScript } from '../../src/adapters/git/hooks/scripts.ts';
import { allAi, commitWith, prepend, stage } from './committing.ts';
import { bundledCli, createProject, type Project } from './program.ts';

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

  it('when the settings that the editor leaves are a pipe', async function () {
    if (process.platform === 'win32') return this.skip();
    await project.ai('b.txt', 'a line');
    assert.equal((await project.run('mkfifo', ['.git/lastmile/settings.json'])).code, 0);
    await committed();
  });

  it('when something cannot be written, of which it is told without what a terminal would obey', async function () {
    if (process.platform === 'win32') return this.skip();
    const red = await createProject({ name: 'red\u001b[31m' });
    try {
      await stage(red);
      await mkdir(red.path('.git/lastmile/pending'));
      const { code, stderr } = await red.tryGit(['commit', '-q', '-m', 'Add a']);
      assert.equal(code, 0);
      assert.match(stderr, /^lastmile: .*pending/m);
      assert.equal(stderr.includes('\u001b'), false);
    } finally {
      await red.dispose();
    }
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

  it('when a pattern of excluded files takes for ever', async () => {
    await project.ai('b.txt', 'a line');
    const exclude = [`**/*${'a*'.repeat(12)}b`];
    await project.write('.git/lastmile/settings.json', JSON.stringify({ exclude }));
    await project.ai('a'.repeat(120), 'a line');
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
