/** Every type that is answered by more than what its source has. */

import { ACCOUNTS } from './accounts.ts';
import { COMMITS } from './commits.ts';
import type { Context } from './context.ts';
import { MUTATION } from './mutation.ts';
import { PULL_REQUESTS } from './pull-requests.ts';
import { QUERY } from './query.ts';
import { REPOSITORIES } from './repositories.ts';
import { TIMELINE } from './timeline.ts';

type Table = Readonly<Record<string, (source: unknown, args: unknown, context: Context) => unknown>>;

export const TYPES = {
  ...QUERY,
  ...MUTATION,
  ...ACCOUNTS,
  ...REPOSITORIES,
  ...COMMITS,
  ...PULL_REQUESTS,
  ...TIMELINE,
} as unknown as Readonly<Record<string, Table | undefined>>;
