/** What a client can do: each adds to the world what a person's click would. */

import type { GraphQLError } from 'graphql';
import type { WorldEvent } from '../events.ts';
import { pullRequestNode } from '../lookup.ts';
import type { Label, PullRequest } from '../state.ts';
import type { Context, Fields } from './context.ts';
import { notFound } from './query.ts';

type Input<T> = { readonly input: T & { readonly clientMutationId?: string | null } };

export const MUTATION = {
  Mutation: {
    addComment: (_source, { input }: Input<{ subjectId: string; body: string }>, context) => {
      const { id } = act(context, input.subjectId, (where) => ({
        ...where,
        kind: 'commented',
        body: input.body,
      }));
      const subject = pullRequest(context, id);
      const node = subject.comments.at(-1);
      return { subject, commentEdge: { node, cursor: '' }, timelineEdge: { node, cursor: '' } };
    },
    requestReviews: (
      _source,
      {
        input,
      }: Input<{
        pullRequestId: string;
        userIds?: readonly string[] | null;
        teamIds?: readonly string[] | null;
        union?: boolean | null;
      }>,
      context,
    ) => {
      const { id, requests } = pullRequest(context, input.pullRequestId);
      const asked = [...(input.userIds ?? []), ...(input.teamIds ?? [])].map((of) => reviewer(context, of));
      const dropped = input.union ? [] : requests.map((it) => it.of).filter((of) => !asked.includes(of));
      for (const of of dropped)
        act(context, id, (where) => ({ ...where, kind: 'review-request-removed', of }));
      for (const of of asked) {
        act(context, id, (where) => ({ ...where, kind: 'review-requested', of, asCodeOwner: false }));
      }
      return { pullRequest: pullRequest(context, id) };
    },
    addLabelsToLabelable: (
      _source,
      { input }: Input<{ labelableId: string; labelIds: readonly string[] }>,
      context,
    ) => ({ labelable: relabel(context, input, 'labelled') }),
    removeLabelsFromLabelable: (
      _source,
      { input }: Input<{ labelableId: string; labelIds: readonly string[] }>,
      context,
    ) => ({ labelable: relabel(context, input, 'unlabelled') }),
    rerequestCheckSuite: (_source, { input }: Input<{ checkSuiteId: string }>, context) => {
      const suite = context.state.nodes.get(input.checkSuiteId);
      if (suite?.__typename !== 'CheckSuite') throw unresolved(input.checkSuiteId);
      const { repository, oid, app, workflow } = suite;
      const atMs = context.world.now;
      context.world.add({
        kind: 'suite-rerequested',
        atMs,
        repository,
        oid,
        app,
        workflow,
        onlyFailed: false,
      });
      return { checkSuite: context.state.nodes.get(input.checkSuiteId) };
    },
    convertPullRequestToDraft: (_source, { input }: Input<{ pullRequestId: string }>, context) => ({
      pullRequest: act(context, input.pullRequestId, (where) => ({ ...where, kind: 'drafted' })),
    }),
    markPullRequestReadyForReview: (_source, { input }: Input<{ pullRequestId: string }>, context) => ({
      pullRequest: act(context, input.pullRequestId, (where) => ({ ...where, kind: 'ready' })),
    }),
    resolveReviewThread: (_source, { input }: Input<{ threadId: string }>, context) => {
      const thread = context.state.nodes.get(input.threadId);
      if (thread?.__typename !== 'PullRequestReviewThread') throw unresolved(input.threadId);
      const number = [...thread.pullRequest.threads].find(([, it]) => it === thread)?.[0] ?? 0;
      act(context, thread.pullRequest.id, (where) => ({ ...where, kind: 'thread-resolved', thread: number }));
      return { thread: context.state.nodes.get(input.threadId) };
    },
  },
} satisfies { Mutation: Fields<undefined> };

interface Where {
  readonly atMs: number;
  readonly repository: string;
  readonly number: number;
  readonly by: string;
}

/** Lets something happen to a pull request, by the viewer and now. */
function act(context: Context, id: string, event: (where: Where) => WorldEvent): PullRequest {
  const { repository, number } = pullRequest(context, id);
  context.world.add(event({ atMs: context.world.now, repository, number, by: context.viewer.login }));
  return pullRequest(context, id);
}

function pullRequest({ state, canSee }: Context, id: string): PullRequest {
  const node = state.nodes.get(id);
  const found = node && pullRequestNode(node);
  if (!found || !canSee(found.repository)) throw unresolved(id);
  return found;
}

function reviewer({ state }: Context, id: string): string {
  const node = state.nodes.get(id);
  if (node?.__typename === 'Team') return `${node.organisation}/${node.slug}`;
  if (node?.__typename === 'User') return node.login;
  throw unresolved(id);
}

function relabel(
  context: Context,
  { labelableId, labelIds }: { labelableId: string; labelIds: readonly string[] },
  kind: 'labelled' | 'unlabelled',
): PullRequest {
  const labels = labelIds
    .map((id) => context.state.nodes.get(id))
    .filter((it): it is Label => it?.__typename === 'Label');
  if (labels.length < labelIds.length) throw unresolved(labelIds.join());
  for (const { name } of labels) act(context, labelableId, (where) => ({ ...where, kind, label: name }));
  return pullRequest(context, labelableId);
}

function unresolved(id: string): GraphQLError {
  return notFound(`a node with the global id of '${id}'`);
}
