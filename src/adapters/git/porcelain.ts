/**
 * Ordinary commands, through simple-git. Loading it costs a commit hook several milliseconds, so it is loaded when first
 * needed, and what a hook needs goes through `run`.
 */

import type { GitError } from '../../services/ports.ts';
import { programFile } from './program.ts';
import { FIXED_OPTIONS, failureOf, missing, type Runner } from './run.ts';

/**
 * simple-git's guards are against arguments and environments from strangers. Ours are put together here, and some of
 * what it guards is what we are for: it would refuse `core.fsmonitor` even to be switched off.
 */
const UNSAFE = {
  allowUnsafeCustomBinary: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeHooksPath: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeExec: true,
} as const;

/**
 * Runs one command.
 * @returns standard output, decoded as UTF-8
 * @throws GitError
 */
export async function porcelain(runner: Runner, args: readonly string[]): Promise<string> {
  const { simpleGit } = await import('simple-git');
  const binary = programFile(runner.program, runner.env);
  if (binary === null) throw missing(runner, args);
  let failure: GitError | undefined;
  const git = simpleGit({
    baseDir: runner.cwd,
    binary,
    // What is in there has been chosen from a list of our own.
    allowEnvironment: Object.keys(runner.env),
    unsafe: UNSAFE,
    completion: { onClose: true, onExit: false }, // at exit, output may still be on its way
    errors(error, { exitCode, stdErr }) {
      if (exitCode === 0) return undefined;
      // The error that simple-git makes of this has no exit code.
      failure =
        exitCode > 0
          ? failureOf(args, Buffer.concat(stdErr).toString('utf8'), exitCode)
          : missing(runner, args, error);
      return failure;
    },
  });
  try {
    return await git.env({ ...runner.env }).raw([...FIXED_OPTIONS, ...args]);
  } catch (error) {
    throw failure ?? error;
  }
}
