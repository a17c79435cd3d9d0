/** The timeline of a pull request: what happened to it, in the types that the forge gives these items. */

import { identity, type PullRequest } from '../state.ts';

export interface Told {
  readonly atMs: number;
  readonly by?: string | null;
}

export function record(
  pullRequest: PullRequest,
  { atMs, by }: Told,
  type: string,
  fields: Record<string, unknown>,
): void {
  const { id } = identity(type, 'TI', pullRequest.id, type, pullRequest.timeline.length);
  pullRequest.timeline.push({ ...fields, __typename: type, id, createdAt: atMs, actor: by ?? null });
}
