/** The configuration as git sees it, from everywhere it is kept. */

import { gitEnvironment } from './environment.ts';
import { run } from './run.ts';

export const LIST_CONFIG: readonly string[] = ['config', '--list', '-z'];

/**
 * Values of the entries whose key begins with one of `prefixes`; the last value of a key counts.
 * @param output what `LIST_CONFIG` printed
 */
export function configValues(output: string, prefixes: readonly string[]): Map<string, string> {
  const values = new Map<string, string>();
  for (const entry of output.split('\0')) {
    if (entry === '') continue; // behind the last one
    const end = entry.indexOf('\n');
    const key = end < 0 ? entry : entry.slice(0, end);
    // A key without `=` is a boolean that is on.
    if (prefixes.some((prefix) => key.startsWith(prefix)))
      values.set(key, end < 0 ? 'true' : entry.slice(end + 1));
  }
  return values;
}

/** The same in a folder of which it is not known yet whether it is in a repository. */
export async function configIn(cwd: string, prefixes: readonly string[]): Promise<Map<string, string>> {
  const runner = { program: 'git', cwd, env: gitEnvironment(process.env, cwd) };
  const { stdout } = await run(runner, LIST_CONFIG);
  return configValues(stdout.toString('utf8'), prefixes);
}
