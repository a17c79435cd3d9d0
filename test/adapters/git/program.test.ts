import assert from 'node:assert/strict';
import { type Machine, programFile } from '../../../src/adapters/git/program.ts';

const having = (...files: string[]): Machine => ({
  platform: 'win32',
  isFile: (file) => files.includes(file.toLowerCase()),
});
const PATH = 'relative;.;C:\\none;"C:\\Program Files\\Git\\cmd";D:\\git';

describe('the program of git on Windows', () => {
  it('is the first on the PATH, never one of the folder that it is to run in', () => {
    const both = having(
      'c:\\program files\\git\\cmd\\git.exe',
      'd:\\git\\git.exe',
      'relative\\git.exe',
      'git.exe',
    );
    assert.equal(programFile('git', { Path: PATH }, both), 'C:\\Program Files\\Git\\cmd\\git.exe');
    assert.equal(programFile('git.exe', { PATH: 'D:\\git' }, both), 'D:\\git\\git.exe');
  });

  it('is none when the PATH has none', () => {
    assert.equal(programFile('git', { PATH: 'C:\\empty;relative' }, having('relative\\git.exe')), null);
    assert.equal(programFile('git', {}, having()), null);
  });

  it('is what was named when that is a path', () =>
    assert.equal(programFile('E:\\mine\\git.exe', { PATH }, having()), 'E:\\mine\\git.exe'));

  it('is looked for by other systems themselves', () =>
    assert.equal(programFile('git', {}, { platform: 'linux', isFile: () => false }), 'git'));
});
