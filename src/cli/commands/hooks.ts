import type { Invocation } from '../commands.ts';
export async function run(_: Invocation): Promise<number> {
  return 1;
}
