/** The rules for the pull requests of a repository, from the file that is checked in and what is laid over it. */

import {
  parseRulesFile,
  type ReadRules,
  RULES_FILE,
  type RulesLayer,
  readRules,
} from '../../domain/pull-requests/rules-file.ts';
import type { Git } from '../ports.ts';

/** A clone may bring along a file of any size, or a link to anything. */
const MAX_RULES_BYTES = 256 * 1024;

/**
 * @param over wins over the file
 * @throws GitError
 */
export async function repositoryRules(
  git: Pick<Git, 'readFile'>,
  over: RulesLayer | null = null,
): Promise<ReadRules> {
  const text = await git.readFile(RULES_FILE, MAX_RULES_BYTES);
  const file = text === null ? [] : [parseRulesFile(text)];
  const read = readRules([...file.filter((it) => 'value' in it), over ?? []].flat());
  return { ...read, problems: [...file.filter((it) => 'message' in it), ...read.problems] };
}
