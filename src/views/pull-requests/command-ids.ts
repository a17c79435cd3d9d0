/** The commands for pull requests. The manifest has the same ones; a test compares the two. */

export const PULL_REQUEST_COMMANDS = [
  'lastmile.showPullRequests',
  'lastmile.refreshPullRequests',
  'lastmile.filterPullRequests',
  'lastmile.clearPullRequestFilter',
  'lastmile.groupByStage',
  'lastmile.groupByDeveloper',
  'lastmile.groupByRepository',
  'lastmile.openPullRequest',
  'lastmile.copyPullRequestLink',
  'lastmile.checkOutPullRequest',
  'lastmile.whyThisStage',
  'lastmile.openCheck',
  'lastmile.requestReviewAgain',
  'lastmile.nudge',
  'lastmile.rerunFailedChecks',
  'lastmile.labelAiHeavy',
  'lastmile.snoozeUntilChanged',
  'lastmile.snoozeUntilTomorrow',
  'lastmile.unsnooze',
  'lastmile.editRules',
  'lastmile.tryRules',
  'lastmile.signIn',
  'lastmile.signOut',
  'lastmile.switchAccount',
  'lastmile.authorizeSso',
  'lastmile.grantPermissions',
  'lastmile.openNewPullRequest',
  'lastmile.copyChecklist',
] as const;

export type PullRequestCommand = (typeof PULL_REQUEST_COMMANDS)[number];
