/** A world to look at: two repositories, a few developers, and pull requests in every stage that there is. */

import type { PullRequestStory } from './story/pull-request.ts';
import type { RepositoryStory } from './story/repository.ts';
import { Story } from './story/story.ts';

export interface DemoOptions {
  /** whether time goes on, and with it what is told of the minutes to come */
  readonly isRunning?: boolean;
  /** whether there is one whose text tries to be more than text; true by default */
  readonly hasStrangers?: boolean;
}

/** Everything is told from `now` backwards, so that the same is to be seen whenever it is looked at. Dana is the viewer. */
export function demoWorld(
  now: Date | string | number,
  { isRunning = false, hasStrangers = true }: DemoOptions = {},
): Story {
  const world = new Story({ now, isRunning });
  world
    .team('acme/reviewers', { members: ['dana', 'alice', 'bob'] })
    .team('acme/security', { members: ['carol'], name: 'Security' })
    .team('acme/qa', { members: ['quinn', 'frank'], name: 'QA' });
  const shop = world
    .repository('acme/shop', { scanners: ['code-scanning', 'dependabot'] })
    .rules({ approvals: 1, checks: ['build', 'test'], mergeQueue: true })
    .environment('staging')
    .environment('production', ['alice', 'acme/reviewers']);
  const payments = world
    .repository('acme/payments', { isPrivate: true })
    .rules({ approvals: 2, checks: ['build'], codeOwners: true, upToDate: true, resolvedThreads: true });
  tellMerged(shop);
  tellDanas(shop);
  tellPayments(payments);
  tellOthers(shop);
  if (hasStrangers) tellStrangers(shop);
  tellWhatComes(shop);
  return world;
}

/** Eight weeks of what is done, so that the figures of delivery have something to count. */
function tellMerged(shop: RepositoryStory): void {
  const people = ['alice', 'bob', 'erin', 'frank'];
  for (let day = 54, index = 0; day >= 9; day -= 3, index += 1) {
    const by = people[index % people.length] ?? 'alice';
    const reviewer = index % 2 === 0 ? 'dana' : 'alice';
    const ai =
      index % 3 === 0
        ? { ai: 160, mixed: 6, human: 24, tool: 'claude-code', model: 'opus' }
        : { ai: 10, human: 90 };
    const waits = 3 + ((index * 7) % 23);
    const pullRequest = passed(
      shop.ago({ days: day + 3 }).pullRequest({
        by,
        title: `Speed up the listing, part ${index + 1}`,
        ai,
        files: { 'src/listing.ts': 100 + 6 * index, 'test/listing.test.ts': 40 },
      }),
    ).requestReview(reviewer === by ? 'bob' : reviewer);
    if (index % 4 === 1)
      pullRequest.after({ hours: 2 }).requestChanges('carol').after({ hours: 5 }).push().approve('carol');
    pullRequest.after({ hours: waits }).approve(reviewer === by ? 'bob' : reviewer);
    pullRequest.after({ hours: 1 + (index % 5) }).merge(by);

    shop
      .ago({ days: day })
      .run('CI', { attempts: index % 5 === 3 ? ['failure', 'success'] : ['success'], minutes: 9 });
    const fails = index % 8 === 5;
    shop.ago({ days: day, hours: -2 }).deploy('production', ['in_progress', fails ? 'failure' : 'success']);
    if (fails) shop.ago({ days: day, hours: -5 }).deploy('production', ['in_progress', 'success']);
  }
  for (const [index, days] of [40, 31, 12].entries()) {
    const alert = shop
      .ago({ days })
      .alert('dependabot', { rule: `package-${index}`, path: 'package-lock.json' });
    if (index < 2) shop.ago({ days: days - 6 }).closeAlert('dependabot', alert);
  }
  passed(
    shop.ago({ days: 2 }).pullRequest({
      by: 'dana',
      title: 'Remember the last filter',
      ai: { ai: 12, human: 30 },
      files: { 'src/filter.ts': 42 },
    }),
  )
    .requestReview('bob')
    .after({ hours: 3 })
    .approve('bob')
    .after({ hours: 5 })
    .merge('dana');
}

/** What is Dana's own, one for each stage that is not told of elsewhere. */
function tellDanas(shop: RepositoryStory): void {
  shop
    .ago({ hours: 5 })
    .pullRequest({
      by: 'dana',
      title: 'Try another layout for the basket',
      draft: true,
      ai: { ai: 120, human: 8 },
    })
    .check('build', 'success');
  green(shop, { days: 4 }, 'Charge shipping by weight', { 'src/shipping.ts': 80 }, { ai: 9, human: 71 })
    .requestReview('alice')
    .after({ hours: 20 })
    .label('on hold', 'alice')
    .comment('alice', 'Let us wait for the new tariffs.');
  green(shop, { days: 3 }, 'Rename the price fields', { 'src/price.ts': [30, 28] }, { human: 30 })
    .requestReview('bob')
    .after({ hours: 30 })
    .conflict('erin');
  shop
    .ago({ hours: 26 })
    .pullRequest({
      by: 'dana',
      title: 'Round taxes the way the law does',
      files: { 'src/tax.ts': 64, 'test/tax.test.ts': 20 },
      ai: { ai: 70, mixed: 6, human: 8, tool: 'cursor' },
    })
    .check('build', 'success')
    .check('lint', 'failure', { title: '2 warnings' })
    .after({ minutes: 9 })
    .check('test', 'failure', { title: '3 of 412 failed' });
  green(shop, { days: 2, hours: 3 }, 'Validate addresses', { 'src/address.ts': 150 }, { ai: 110, human: 40 })
    .requestReview('alice')
    .after({ hours: 6 })
    .requestChanges('alice', 'What of addresses without a street?')
    .thread('alice', { path: 'src/address.ts', line: 12, body: 'This throws for an empty line.' });
  const search = green(
    shop,
    { hours: 30 },
    'Build the search query by hand',
    { 'src/search.ts': 60 },
    { ai: 58, human: 2 },
  )
    .requestReview('bob')
    .check('CodeQL', 'failure', { app: 'github-advanced-security', title: '1 new alert: SQL injection' });
  shop.ago({ hours: 29 }).alert('code-scanning', { pullRequest: search.number, path: 'src/search.ts' });
  green(
    shop,
    { days: 3, hours: 2 },
    'Cache product pictures',
    { 'src/pictures.ts': 96 },
    { ai: 60, mixed: 6, human: 30 },
  )
    .requestReview('alice', 'acme/reviewers')
    .after({ hours: 1 })
    .approve('bob')
    .requestReview('alice')
    .dismiss('bob', 'alice', 'Please look at the second commit too');
  green(shop, { days: 2 }, 'Sign session cookies', { 'src/auth/session.ts': 77 }, { ai: 15, human: 62 })
    .requestReview('bob')
    .after({ hours: 2 })
    .approve('bob')
    .requestReview('acme/security')
    .label('security review');
  green(
    shop,
    { days: 1, hours: 20 },
    'Offer gift cards',
    { 'src/gifts.ts': 210, 'test/gifts.test.ts': 60 },
    { ai: 190, human: 80 },
  )
    .requestReview('bob')
    .after({ hours: 4 })
    .approve('bob')
    .after({ hours: 1 })
    .deploy('staging')
    .label('needs-qa', 'bob');
  const running = shop
    .ago({ minutes: 12 })
    .pullRequest({ by: 'dana', title: 'Log slow queries', files: { 'src/log.ts': 25 }, ai: { human: 25 } });
  running
    .requestReview('bob')
    .check('build', 'success')
    .check('test', 'running')
    .after({ minutes: 4 })
    .approve('bob');
  green(shop, { hours: 9 }, 'Announce the spring sale', { 'src/banner.ts': 33 }, { ai: 33 })
    .requestReview('bob')
    .after({ hours: 1 })
    .approve('bob')
    .after({ hours: 2 })
    .askEnvironment('production');
  green(shop, { hours: 7 }, 'Drop the old checkout', { 'src/checkout.ts': [4, 260] }, { human: 4 })
    .requestReview('alice')
    .after({ hours: 2 })
    .approve('alice')
    .after({ hours: 4 })
    .enqueue();
  green(
    shop,
    { hours: 8 },
    'Show stock levels',
    { 'src/stock.ts': 54, 'test/stock.test.ts': 31 },
    { ai: 50, human: 35 },
  )
    .requestReview('alice')
    .after({ hours: 5 })
    .approve('alice');
}

function tellPayments(payments: RepositoryStory): void {
  const behind = payments.ago({ days: 2 }).pullRequest({
    by: 'dana',
    title: 'Retry refunds',
    files: { 'src/payments/refund.ts': 48 },
    ai: { ai: 20, human: 28 },
  });
  behind
    .requestReview('alice', 'carol')
    .check('build', 'success')
    .after({ hours: 3 })
    .approve('alice')
    .approve('carol');
  payments
    .ago({ days: 1 })
    .push('erin', { message: 'Rotate the keys of the sandbox', files: { 'config/keys.json': [2, 2] } });
  payments
    .ago({ hours: 22 })
    .pullRequest({
      by: 'erin',
      title: 'Pay by instalments',
      files: {
        'src/payments/plan.ts': 320,
        'src/payments/schedule.ts': 140,
        'migrations/0042_plans.sql': 30,
      },
      ai: { ai: 400, mixed: 20, human: 70, tool: 'claude-code', model: 'opus' },
    })
    .requestCodeOwners('dana')
    .requestReview('alice')
    .check('build', 'success')
    .check('security/snyk (acme)', 'success', { app: 'snyk-io', workflow: null });
  payments
    .ago({ days: 5 })
    .pullRequest({ by: 'frank', title: 'Explain declined cards', files: { 'src/messages.ts': 40 } })
    .requestReview('dana', 'alice')
    .check('build', 'success')
    .status('security/snyk (acme)', 'error', 'You have used your limit of private tests')
    .after({ days: 1 })
    .thread('dana', { body: 'Does this leak the reason?' })
    .after({ hours: 5 })
    .answer('frank', 'No, only its class.');
}

/** What waits on Dana, and what the rest of the team has open. */
function tellOthers(shop: RepositoryStory): void {
  shop
    .ago({ days: 3 })
    .pullRequest({
      by: 'alice',
      title: 'Import orders from the old system',
      files: { 'src/import.ts': 410, 'src/auth/token.ts': 36 },
      ai: { ai: 390, mixed: 16, human: 40, tool: 'claude-code', model: 'opus' },
    })
    .requestReview('dana')
    .after({ minutes: 11 })
    .check('build', 'success')
    .check('test', 'success');
  shop
    .ago({ hours: 18 })
    .pullRequest({
      by: 'bob',
      title: 'Count visits without cookies',
      files: { 'src/visits.ts': 70 },
      ai: { ai: 10, human: 60 },
    })
    .requestReview('acme/reviewers')
    .after({ minutes: 9 })
    .check('build', 'success')
    .check('test', 'success');
  shop
    .ago({ days: 1, hours: 2 })
    .pullRequest({
      by: 'renovate[bot]',
      title: 'Update dependency left-pad to v2',
      files: { 'package.json': [1, 1] },
    })
    .label('dependencies', 'renovate[bot]')
    .requestReview('dana')
    .check('build', 'success')
    .check('test', 'success');
  shop
    .ago({ days: 6 })
    .pullRequest({ by: 'erin', title: 'Print invoices', files: { 'src/invoice.ts': 130 } })
    .requestReview('bob')
    .check('build', 'success')
    .check('test', 'success')
    .after({ days: 2 })
    .approve('bob')
    .label('QA Passed', 'quinn');
  shop
    .ago({ hours: 4 })
    .pullRequest({ by: 'stranger', fork: 'stranger', title: 'Fix a typo', files: { 'README.md': [1, 1] } })
    .awaitApprovalToRun();
}

/** What strangers write is only text. */
function tellStrangers(shop: RepositoryStory): void {
  green(
    shop,
    { hours: 16 },
    '**Free** [x](command:workbench.action.quit) <img src=x onerror=alert(1)> $(trash) \u001b[31mred\u001b[0m \u202Egpj.exe',
    { 'src/[x](command:y).ts': 3 },
    { human: 3 },
    'feature/$(touch pwned);`id`-\u202Etxt',
  )
    .requestReview('alice')
    .label('[x](command:workbench.action.quit)')
    .label('\u202Ekcolb \u001b[2J');
}

/** The next minutes, for a world in which time goes on. */
function tellWhatComes(shop: RepositoryStory): void {
  shop
    .ago({ hours: 1 })
    .pullRequest({
      by: 'bob',
      title: 'Keep the basket for a week',
      files: { 'src/basket.ts': 44 },
      ai: { ai: 30, human: 14 },
    })
    .check('build', 'success')
    .check('test', 'running')
    .after({ hours: 1, minutes: 3 })
    .check('test', 'success')
    .requestReview('dana');
}

type Ago = Parameters<RepositoryStory['ago']>[0];

/** One of Dana's whose required checks passed. */
function green(
  shop: RepositoryStory,
  ago: Ago,
  title: string,
  files: Record<string, number | readonly [number, number]>,
  ai: { ai?: number; mixed?: number; human?: number },
  branch?: string,
): PullRequestStory {
  return passed(shop.ago(ago).pullRequest({ by: 'dana', title, files, ai, ...(branch && { branch }) }));
}

/** Its required checks run and pass. */
function passed(pullRequest: PullRequestStory): PullRequestStory {
  return pullRequest
    .check('build', 'running')
    .check('test', 'queued')
    .after({ minutes: 3 })
    .check('build', 'success')
    .check('test', 'running')
    .after({ minutes: 5 })
    .check('test', 'success');
}
