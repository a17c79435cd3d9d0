/** Runs git as a child process: fixed configuration, bytes in, bytes out, failures as `GitError`. */

import { GitError } from '../../services/ports.ts';
import { programFile } from './program.ts';

export interface Runner {
  /** the git program */
  readonly program: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface RunOptions {
  readonly input?: string | Uint8Array;
  /** exit codes other than 0 that are an answer, too */
  readonly allow?: readonly number[];
  /** takes standard output as it comes, instead of having it collected */
  readonly onOutput?: (chunk: Buffer) => void;
  /** added to the runner's environment */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Output {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/**
 * Given to every command: paths are taken literally, no monitor program and no pager is started, and paths in the
 * output of what has no `-z` are quoted.
 */
export const FIXED_OPTIONS: readonly string[] = [
  '--no-pager',
  '--literal-pathspecs',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.quotePath=true',
];

/** Enough of standard error for any message of git. */
const MAX_ERROR_BYTES = 16 * 1024;

/** @throws GitError when git is missing, or ends otherwise than with 0 or an allowed exit code */
export function run(runner: Runner, args: readonly string[], options: RunOptions = {}): Promise<Output> {
  // Loading it takes longer than git does, and most commits find all answers waiting for them.
  const children = process.getBuiltinModule('node:child_process');
  return new Promise((resolve, reject) => {
    const program = programFile(runner.program, runner.env);
    if (program === null) return reject(missing(runner, args));
    const child = children.spawn(program, [...FIXED_OPTIONS, ...args], {
      cwd: runner.cwd,
      env: { ...runner.env, ...options.env },
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let errorBytes = 0;
    let failure: unknown;
    child.stdout!.on('data', (chunk: Buffer) => {
      if (!options.onOutput) return stdout.push(chunk);
      if (failure !== undefined) return;
      try {
        options.onOutput(chunk);
      } catch (error) {
        failure = error;
        child.kill();
      }
    });
    child.stderr!.on('data', (chunk: Buffer) => {
      stderr.push(chunk.subarray(0, MAX_ERROR_BYTES - errorBytes));
      errorBytes = Math.min(errorBytes + chunk.length, MAX_ERROR_BYTES);
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      const kind = error.code === 'ENOENT' ? 'no-git' : 'failed';
      reject(new GitError(kind, error.message, { args, cause: error }));
    });
    child.on('close', (code, signal) => {
      const said = Buffer.concat(stderr).toString('utf8');
      if (failure !== undefined) reject(failure);
      else if (code === 0 || (code !== null && options.allow?.includes(code)))
        resolve({ code, stdout: Buffer.concat(stdout), stderr: said });
      else reject(failureOf(args, said, code ?? undefined, signal ?? undefined));
    });
    if (options.input !== undefined) {
      child.stdin!.on('error', () => {}); // git has ended without having read all of it; its exit code says why
      child.stdin!.end(options.input);
    }
  });
}

/** The error where there is no git to run. */
export const missing = ({ program }: Runner, args: readonly string[], cause?: unknown): GitError =>
  new GitError('no-git', `${program} cannot be run`, { args, cause });

/** The error for a git that ran and failed. */
export function failureOf(
  args: readonly string[],
  stderr: string,
  exitCode: number | undefined,
  signal?: string,
): GitError {
  const said = withoutCredentials(stderr.trim());
  const how = signal ? `was ended by ${signal}` : `exited with ${exitCode ?? 'no code'}`;
  return new GitError('failed', `git ${args[0] ?? ''} ${how}${said ? `: ${said}` : ''}`, {
    args,
    stderr: said,
    ...(exitCode === undefined ? {} : { exitCode }),
  });
}

const withoutCredentials = (text: string): string => text.replace(/(:\/\/)[^/\s]*@/g, '$1');
