/** Child processes of a run: their output, their events, and their end when the run is ended from outside. */
import { type ChildProcess, spawn } from 'node:child_process';
import { onEnd } from './ending.ts';
import type { TestEvent } from './events.ts';

const running = new Set<ChildProcess>();

/** When this process is told to end, so are the children, and it ends when they have. */
export function endWithChildren(): void {
  onEnd(async (signal) => {
    const ends = [...running].map((child) => new Promise((resolve) => child.once('exit', resolve)));
    for (const child of running) child.kill(signal);
    await Promise.race([Promise.all(ends), new Promise((resolve) => setTimeout(resolve, 15_000))]);
    for (const child of running) child.kill('SIGKILL');
    process.exit(130);
  });
}

/** Fails with the program's output, unless it ends with 0. */
export async function command(name: string, args: readonly string[]): Promise<string> {
  const { code, output } = await execute(name, args);
  if (code !== 0) throw new Error(`${[name, ...args].join(' ')} ended with ${code}\n${output}`);
  return output;
}

/**
 * A program of the project that sends test events.
 * @returns nothing: what fails, fails as an event; a program that ends without having said `end` throws.
 */
export async function testProgram(
  args: readonly string[],
  onEvent: (event: TestEvent) => void,
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  let [ended, failed] = [false, false];
  const { code, output } = await execute(process.execPath, args, env, (message) => {
    const event = message as TestEvent;
    ended ||= event.kind === 'end';
    failed ||= event.kind === 'failed';
    onEvent(event);
  });
  if (!ended || (code !== 0 && !failed)) {
    throw new Error(`${args[0]} ended with ${code}${ended ? '' : ' before its tests did'}\n${output}`);
  }
}

async function execute(
  name: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  onMessage?: (message: unknown) => void,
): Promise<{ code: number | string; output: string }> {
  const child = spawn(name, args, {
    env: { ...process.env, ...env },
    detached: process.platform !== 'win32', // a terminal's Ctrl+C comes to them through this process only
    stdio: ['ignore', 'pipe', 'pipe', ...(onMessage ? (['ipc'] as const) : [])],
    shell: process.platform === 'win32' && name !== process.execPath,
  });
  running.add(child);
  let output = '';
  const keep = (data: Buffer) => {
    output = (output + data.toString()).slice(-100_000); // its end says what went wrong
    if (process.env.LASTMILE_TEST_OUTPUT) process.stdout.write(data);
  };
  child.stdout!.on('data', keep);
  child.stderr!.on('data', keep);
  if (onMessage) child.on('message', onMessage);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve({ code: code ?? signal ?? '?', output }));
    });
  } finally {
    running.delete(child);
  }
}
