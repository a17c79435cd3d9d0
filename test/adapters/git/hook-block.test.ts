/** A block of ours in a file of somebody else's: what goes in comes out, byte for byte. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import {
  createdFile,
  findBlock,
  isShellScript,
  withBlock,
} from '../../../src/adapters/git/hooks/hook-block.ts';
import {
  configuredCommand,
  dispatcherScript,
  HOOK_NAMES,
  launcherScript,
  readLauncher,
} from '../../../src/adapters/git/hooks/scripts.ts';
import { debianProgram } from '../../fixtures/tools.ts';

const line = fc.oneof(
  fc.constantFrom(
    '#!/bin/sh',
    '#!/usr/bin/env bash',
    '',
    '# <<< lastmile <<<',
    'exit 0\r',
    'fi',
    '# >>> lastmile >>>',
  ),
  fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
);
const content = fc
  .tuple(fc.array(line, { maxLength: 8 }), fc.constantFrom('', '\n', '\r\n', '\n\n'))
  .map(([lines, end]) => lines.join('\n') + end);
const kind = fc.constantFrom('beside', 'created', '644', '600');
const name = fc.constantFrom(...HOOK_NAMES);

describe('hook block', () => {
  it('comes out of any file as it went in', () => {
    fc.assert(
      fc.property(content, name, kind, (before, hook, how) => {
        const found = findBlock(withBlock(before, hook, how));
        assert.equal(found?.rest, before);
        assert.equal(found.kind, how);
      }),
    );
  });

  it('follows a first line #!, which stays the first', () => {
    fc.assert(
      fc.property(content, name, kind, (before, hook, how) => {
        const [first = ''] = before.split('\n', 1);
        const lines = withBlock(before, hook, how).split('\n');
        assert.equal(lines.indexOf(`# >>> lastmile (${how}) >>>`), first.startsWith('#!') ? 1 : 0);
        if (first.startsWith('#!')) assert.equal(lines[0], first);
      }),
    );
  });

  it('is all there is of a file that was made for it, until somebody adds to it', () => {
    for (const hook of HOOK_NAMES) {
      assert.equal(findBlock(createdFile(hook))?.isAll, true);
      assert.equal(findBlock(`${createdFile(hook)}true\n`)?.isAll, false);
    }
  });

  it('is not found where it is not whole', () => {
    assert.equal(findBlock('#!/bin/sh\n'), null);
    assert.equal(findBlock(createdFile('commit-msg').replace('\n# <<<', '\n# <<')), null);
    assert.equal(findBlock(createdFile('commit-msg').replace('# >>>', '# >>')), null);
  });

  const scripts: [string, boolean][] = [
    ['#!/bin/sh', true],
    ['#!/bin/sh -e', true],
    ['#! /bin/dash', true],
    ['#!/usr/bin/env sh', true],
    ['#!/usr/bin/env -S bash -e', true],
    ['#!/bin/busybox sh', true],
    ['#!/usr/local/bin/zsh', true],
    ['#!/bin/sh\r', true],
    ['', true],
    ['echo no first line', true],
    ['#!C:/git/bin/sh.exe', true],
    ['#!/usr/bin/env python3', false],
    ['#!/usr/bin/env node', false],
    ['#!/usr/bin/fish', false],
    ['#!/usr/bin/perl', false],
    ['#!/bin/shim', false],
    ['#!/bin/not-sh', false],
    ['#!/opt/sh/python', false],
    ['\x7fELF\0', false],
    ['#!/usr/bin/env ruby sh', false],
  ];
  for (const [first, expected] of scripts)
    it(`${JSON.stringify(first)} is ${expected ? '' : 'not '}for a shell`, () => {
      assert.equal(isShellScript(`${first}\nrest\n`), expected);
    });
});

describe('launcher', () => {
  it('says what it was written with, whatever is in the paths', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (executable, cli) => {
        fc.pre(!/[\n\r\0]/.test(executable + cli));
        assert.deepEqual(readLauncher(launcherScript({ executable, cli })), { executable, cli });
      }),
    );
    assert.equal(readLauncher('#!/bin/sh\n'), null);
  });
});

describe('hook scripts', function () {
  this.timeout(300_000);
  const all = (): Record<string, string> => ({
    launcher: launcherScript({ executable: "/it's/node", cli: '/the "cli"' }),
    ...Object.fromEntries(
      HOOK_NAMES.flatMap((hook) => [
        [`created-${hook}`, createdFile(hook)],
        [`alone-${hook}`, withBlock('#!/bin/sh\n', hook, '644')],
        [`dispatcher-${hook}`, dispatcherScript(hook, null)],
        [`configured-${hook}`, `#!/bin/sh\n${configuredCommand(hook)} "$@"\n`],
      ]),
    ),
    'dispatcher-pre-push': dispatcherScript('pre-push', "it's/hooks"),
  });
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'lastmile-scripts-'));
    for (const [file, script] of Object.entries(all())) await writeFile(path.join(folder, file), script);
  });
  after(() => rm(folder, { recursive: true }));

  it('are POSIX, as shellcheck sees it', async function () {
    const shellcheck = await debianProgram('shellcheck');
    if ('missing' in shellcheck) {
      console.log(`      skipped: ${shellcheck.missing}`);
      this.skip();
    } else {
      const files = Object.keys(all()).map((file) => path.join(folder, file));
      // SC1090: where the launcher is turns out when the hook runs.
      const { stdout } = spawnSync(
        shellcheck.found,
        ['--shell=sh', '--format=gcc', '--exclude=SC1090', ...files],
        {
          encoding: 'utf8',
        },
      );
      assert.equal(stdout, '');
    }
  });

  const shells: [string, string[], string?][] = [
    ['dash', []],
    ['bash', []],
    ['bash', ['--posix']],
    ['busybox', ['sh'], 'busybox-static'],
    ['mksh', []],
    ['zsh', []],
  ];
  for (const [program, args, debianPackage] of shells)
    it(`do in ${[program, ...args].join(' ')} what they do, with its strictest settings`, async function () {
      const shell = await debianProgram(program, debianPackage);
      if ('missing' in shell) {
        console.log(`      skipped: ${shell.missing}`);
        return this.skip();
      }
      const found = shell.found;
      const run = (file: string, input: string) =>
        spawnSync(found, [...args, '-eu', path.join(folder, file), 'a b', "c'd"], {
          cwd: folder,
          input,
          encoding: 'utf8',
          env: { PATH: process.env.PATH, GIT_DIR: path.join(folder, 'git dir') },
        });
      const said = (file: string, input = '') => {
        const { status, stdout, stderr } = run(file, input);
        return [status, stdout, stderr];
      };
      // Nothing is there: neither a launcher nor a git folder.
      for (const file of Object.keys(all())) assert.deepEqual(said(file), [0, '', ''], file);
      await mkdir(path.join(folder, 'git dir/lastmile'), { recursive: true });
      const launcher = path.join(folder, 'git dir/lastmile/run');
      await writeFile(launcher, '#!/bin/sh\nprintf "<%s>" "$@"\ncat\nexit 5\n', { mode: 0o755 });
      for (const hook of HOOK_NAMES)
        for (const file of [`alone-${hook}`, `dispatcher-${hook}`, `configured-${hook}`])
          assert.deepEqual(said(file), [0, `<hook><${hook}><a b><c'd>`, ''], file);
      assert.deepEqual(said('dispatcher-post-rewrite', 'x y\n\n'), [
        0,
        "<hook><post-rewrite><a b><c'd>x y\n\n",
        '',
      ]);
      await rm(path.join(folder, 'git dir'), { recursive: true });
    });
});
