/** The timeline of a pull request as dated events, oldest first. */

import type { PullRequestEvent, Who } from '../../../domain/pull-requests/pull-request.ts';
import { timeOf } from './checks.ts';
import type { Actor, ItemNode, ProjectItemNode, Reviewer } from './shapes.ts';

export function whoOf(actor: Actor | undefined): Who | null {
  if (!actor) return null;
  const isBot = actor.__typename === 'Bot' || actor.login.endsWith('[bot]');
  return { kind: isBot ? 'bot' : 'user', name: actor.login };
}

/** A team whose name may not be read is `organisation/?`: a team asked for a review belongs to the repository's owner. */
export function reviewerOf(reviewer: Reviewer | undefined, owner: string): Who | null {
  if (!reviewer) return null;
  if (reviewer.__typename === 'Team') return { kind: 'team', name: teamNameOf(reviewer, owner) };
  return whoOf({ __typename: reviewer.__typename, login: reviewer.login ?? '' });
}

export const teamNameOf = (
  { combinedSlug, slug }: { readonly combinedSlug?: string; readonly slug?: string },
  owner: string,
): string => combinedSlug ?? `${owner}/${slug ?? '?'}`;

export interface EventSource {
  readonly timeline: readonly ItemNode[];
  readonly createdAtMs: number;
  /** owner of the repository */
  readonly owner: string;
  /** teams that a review answers for, by its id */
  onBehalfOf(review: string): readonly string[];
}

type Kind = PullRequestEvent extends infer E ? (E extends unknown ? Omit<E, 'atMs'> : never) : never;

export function eventsOf(source: EventSource): PullRequestEvent[] {
  const { timeline, createdAtMs } = source;
  /** what a dismissed review said before */
  const verdicts = new Map(
    timeline.flatMap(({ review, previousReviewState }) =>
      review && previousReviewState ? [[review.id, previousReviewState] as const] : [],
    ),
  );
  const events: PullRequestEvent[] = [];
  let lastMs = createdAtMs;
  for (const item of timeline) {
    const { added } = item;
    const time = added?.committedDate ?? item.submittedAt ?? item.createdAt;
    if (!time) continue;
    // A commit may be older than its arrival, which nobody tells; it came after what the timeline has before it.
    const atMs = added ? Math.max(lastMs, timeOf(time)) : timeOf(time);
    lastMs = Math.max(lastMs, atMs);
    const kind = kindOf(item, source, verdicts);
    if (kind) events.push({ atMs, ...kind } as PullRequestEvent);
  }
  return events.sort((a, b) => a.atMs - b.atMs);
}

function kindOf(item: ItemNode, source: EventSource, verdicts: ReadonlyMap<string, string>): Kind | null {
  const by = whoOf(item.actor);
  switch (item.__typename) {
    case 'ReadyForReviewEvent':
      return { kind: 'ready', by };
    case 'ConvertToDraftEvent':
      return { kind: 'drafted', by };
    case 'ClosedEvent':
      return { kind: 'closed', by };
    case 'ReopenedEvent':
      return { kind: 'reopened', by };
    case 'MergedEvent':
      return { kind: 'merged', by, commit: item.merged?.oid ?? null };
    case 'ReviewRequestedEvent':
    case 'ReviewRequestRemovedEvent': {
      const of = reviewerOf(item.requestedReviewer, source.owner);
      const isRemoval = item.__typename === 'ReviewRequestRemovedEvent';
      return of && { kind: isRemoval ? 'review-request-removed' : 'review-requested', of, by };
    }
    case 'PullRequestReview':
      return reviewedOf(item, source, verdicts);
    case 'ReviewDismissedEvent': {
      const of = whoOf(item.review?.author);
      return of && { kind: 'review-dismissed', of, by };
    }
    case 'LabeledEvent':
    case 'UnlabeledEvent':
      if (!item.label) return null;
      return {
        kind: item.__typename === 'LabeledEvent' ? 'labelled' : 'unlabelled',
        label: item.label.name,
        by,
      };
    case 'PullRequestCommit':
      return { kind: 'pushed', head: item.added!.oid };
    case 'HeadRefForcePushedEvent':
      return { kind: 'pushed', head: item.afterCommit?.oid ?? '' };
    case 'BaseRefChangedEvent':
      return { kind: 'base-changed' };
    case 'AutoMergeEnabledEvent':
      return { kind: 'auto-merge-enabled', by };
    case 'AddedToMergeQueueEvent':
      return { kind: 'queued', by };
    case 'RemovedFromMergeQueueEvent':
      return { kind: 'dequeued', reason: item.reason ?? null };
    default:
      return null;
  }
}

function reviewedOf(
  item: ItemNode,
  { onBehalfOf }: EventSource,
  verdicts: ReadonlyMap<string, string>,
): Kind | null {
  const by = whoOf(item.author);
  const id = item.id ?? '';
  const state = item.state === 'DISMISSED' ? verdicts.get(id) : item.state;
  const verdict = VERDICTS[state ?? ''];
  if (!by || !verdict) return null;
  return {
    kind: 'reviewed',
    by,
    verdict,
    onBehalfOf: onBehalfOf(id),
    counts: item.authorCanPushToRepository ?? false,
  };
}

const VERDICTS: Readonly<Record<string, 'approved' | 'changes-requested' | 'commented'>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  COMMENTED: 'commented',
  DISMISSED: 'commented',
};

/** The last change of the project's field is the one that its value has a time of. */
export function projectEvents(projects: readonly ProjectItemNode[]): PullRequestEvent[] {
  return projects.flatMap(({ project, fieldValueByName: value }) =>
    value?.name && value.updatedAt
      ? {
          atMs: timeOf(value.updatedAt),
          kind: 'project-status',
          project: project.title,
          status: value.name,
        }
      : [],
  );
}
