/** Where a pull request is stuck beside and behind its review: security, QA, environments, the way into production. */

import { DEFAULT_RULES } from '../../../src/domain/pull-requests/rules.ts';
import { approved, check, oneApproval, twoApprovals } from '../../fixtures/pull-requests/situations.ts';

const { qa, security } = DEFAULT_RULES;
const DEPLOYS = { hasProduction: { 'acme/shop': true } };

describe('the stage behind the review', () => {
  describe('security', () => {
    const codeql = { app: 'github-advanced-security' };
    const status = { app: null };
    check([
      [
        'code scanning failed',
        approved().check('CodeQL', 'failed', codeql),
        { is: 'security-failed dana 3', gates: { security: 'failed', ci: 'na' } },
      ],
      [
        'an Action’s job of that name is no scanner',
        approved().check('CodeQL', 'failed'),
        { is: 'checks-failed dana 3', gates: { security: 'na' } },
      ],
      [
        'Snyk found something',
        approved().check('security/snyk (acme)', 'failed', status),
        'security-failed dana 3',
      ],
      [
        'a used-up quota is no finding',
        approved().check('security/snyk (acme)', 'failed', {
          ...status,
          description: 'Your test limit has been reached',
        }),
        { is: 'ready dana 2', gates: { security: 'infra-error' } },
      ],
      [
        'a required scanner that broke is the author’s to run again',
        approved().check('code/snyk (acme)', 'broken', { ...status, isRequired: true }),
        { is: 'checks dana 3', hint: 're-run it' },
      ],
      [
        'a scanner at work is nobody’s turn',
        approved().check('CodeQL', 'running', codeql),
        { is: 'checks - 3', gates: { security: 'active' } },
      ],
      [
        'a scanner that passed',
        approved().check('GitGuardian Security Checks', 'passed', { app: 'gitguardian' }),
        { is: 'ready dana 2', gates: { security: 'passed', ci: 'na' } },
      ],
      ['no scanner has passed nothing', approved(), { is: 'ready dana 2', gates: { security: 'na' } }],
      [
        'optional scanners may be let off',
        approved().check('CodeQL', 'failed', codeql),
        { is: 'ready dana 2', gates: { security: 'na' } },
        { security: { ...security, optionalChecksFail: false } },
      ],
      [
        'one that was let off is no pass, another one is',
        approved().check('CodeQL', 'failed', codeql).check('Semgrep', 'passed'),
        { is: 'ready dana 2', gates: { security: 'passed' } },
        { security: { ...security, optionalChecksFail: false } },
      ],
      [
        'let off or not, a required one decides',
        approved().check('CodeQL', 'failed', { ...codeql, isRequired: true }),
        'security-failed dana 3',
        { security: { ...security, optionalChecksFail: false } },
      ],
      [
        'one that broke does not hide one that still runs',
        approved()
          .check('Semgrep', 'broken')
          .check('CodeQL', 'running', { ...codeql, isRequired: true }),
        { is: 'checks - 4', gates: { security: 'active' } },
      ],
      [
        'what a scanner says of licences is a finding',
        approved().check('license/snyk (acme)', 'failed', { ...status, description: 'License check failed' }),
        'security-failed dana 3',
      ],
      [
        'open alerts',
        approved().check('CodeQL', 'passed', codeql).with({ securityAlerts: 2 }),
        { is: 'security-failed dana 3', why: 'security failed: 2 open alerts' },
      ],
      ['no alerts', approved().with({ securityAlerts: 0 }), 'ready dana 2'],
      [
        'the security team was asked',
        approved().ask('acme/security'),
        { is: 'security acme/security 3', gates: { review: 'passed', security: 'waiting' } },
      ],
      [
        'asked beside the reviewers, review comes first',
        oneApproval().ask('alice').ask('acme/security'),
        { is: 'review alice 0', gates: { security: 'waiting' } },
      ],
      [
        'the only one asked is security: it waits there',
        oneApproval().ask('acme/security'),
        'security acme/security 1',
      ],
      [
        'the security team approved',
        twoApprovals().ask('alice').ask('acme/security').approve('alice').approve('sam', ['acme/security']),
        { is: 'ready dana 4', gates: { security: 'passed' } },
      ],
      [
        'a label asks for it, the configured owners have the turn',
        approved().label('needs-security-review'),
        'security sam 3',
        { security: { ...security, owners: ['sam'] } },
      ],
      [
        'a label asks for it, nobody is configured',
        approved().label('needs-security-review'),
        'security - 3',
      ],
      [
        'a label lets it pass',
        approved().label('needs-security-review').label('security-approved'),
        { is: 'ready dana 4', gates: { security: 'passed' } },
      ],
      [
        'required by the rules',
        approved(),
        'security sam 2',
        { security: { ...security, owners: ['sam'], required: true } },
      ],
      [
        'a security label that is no state',
        approved().label('security'),
        { is: 'ready dana 2', gates: { security: 'na' } },
      ],
    ]);
  });

  describe('QA', () => {
    const owned = { qa: { ...qa, owners: ['quinn'] } };
    check([
      [
        'a label asks for it',
        approved().label('needs-qa'),
        { is: 'qa quinn 3', gates: { qa: 'waiting' } },
        owned,
      ],
      ['nobody is configured', approved().label('needs-qa'), 'qa - 3'],
      ['bare', approved().label('QA'), { is: 'qa - 3', gates: { qa: 'active' } }],
      [
        'under way',
        approved().label('needs-qa').label('in QA').unlabel('needs-qa'),
        { is: 'qa - 3', gates: { qa: 'active' } },
      ],
      [
        'passed',
        approved().label('needs-qa').label('QA Passed'),
        { is: 'ready dana 4', gates: { qa: 'passed' } },
      ],
      [
        'the label was taken off',
        approved().label('needs-qa').unlabel('needs-qa'),
        { is: 'ready dana 4', gates: { qa: 'passed' } },
      ],
      [
        'failed is the author’s turn',
        approved().label('needs-qa').label('QA failed'),
        { is: 'qa dana 3', gates: { qa: 'failed' } },
      ],
      [
        'passed with questions',
        approved().label("QA'd but questions"),
        { is: 'qa dana 3', gates: { qa: 'failed' } },
      ],
      ['not needed', approved().label('no-qe'), { is: 'ready dana 2', gates: { qa: 'na' } }],
      [
        'not needed although the rules require it',
        approved().label('no-qa-needed'),
        { is: 'ready dana 3', gates: { qa: 'na' } },
        { qa: { ...qa, required: true } },
      ],
      ['required by the rules', approved(), 'qa - 2', { qa: { ...qa, required: true } }],
      [
        'deployed to staging: somebody tries it',
        approved().deploy('staging', 'success'),
        { is: 'qa quinn 3', gates: { qa: 'active' } },
        owned,
      ],
      [
        'asked for, then deployed: somebody tries it',
        approved().label('needs-qa').deploy('staging', 'success'),
        { is: 'qa quinn 3', gates: { qa: 'active' } },
        owned,
      ],
      [
        'deployed, then asked for: it waits',
        approved().deploy('staging', 'success').label('needs-qa'),
        { is: 'qa quinn 3', gates: { qa: 'waiting' } },
        owned,
      ],
      ['a deployment that is not through yet', approved().deploy('staging', 'running'), 'ready dana 2'],
      ['a preview is no QA', approved().deploy('Preview', 'success'), 'ready dana 2'],
      ['tried and passed', approved().deploy('staging', 'success').label('qa-approved'), 'ready dana 4'],
      ['somebody of QA was asked', approved().ask('quinn'), 'qa quinn 3', owned],
      [
        'and approved',
        approved().ask('quinn').approve('quinn'),
        { is: 'ready dana 4', gates: { qa: 'passed' } },
        owned,
      ],
      [
        'the project says so',
        approved().status('In QA'),
        'qa - 3',
        { qa: { ...qa, projectField: 'Status' } },
      ],
      ['a project that is not configured says nothing', approved().status('In QA'), 'ready dana 2'],
      [
        'its check failed',
        approved().check('QA', 'failed'),
        { is: 'qa dana 3', gates: { qa: 'failed', ci: 'na' } },
      ],
      [
        'runs beside review, review comes first',
        oneApproval().ask('alice').label('needs-qa'),
        { is: 'review alice 0', gates: { qa: 'waiting' } },
      ],
      [
        'security comes before QA',
        approved().label('needs-qa').label('needs-security-review'),
        'security - 4',
      ],
      ['an area is no state', approved().label('area/qa-tools'), 'ready dana 2'],
      [
        'a label of the team’s own',
        approved().label('🧪'),
        'qa - 3',
        { qa: { ...qa, labels: { waiting: ['🧪'] } } },
      ],
    ]);
  });

  describe('behind, deployment approval, queue, ready', () => {
    check([
      [
        'behind counts from when it was first seen',
        approved().behind(),
        { is: 'behind dana 3', hint: 'update the branch' },
      ],
      ['seen for the first time', approved().behind(true), 'behind dana ?'],
      ['not known', approved().with({ isBehind: null }), 'ready dana 2'],
      [
        'an environment waits for its reviewers',
        approved().awaitEnvironment('eu', 'olga', 'acme/ops'),
        { is: 'deploy-approval olga,acme/ops 3', gates: { deploy: 'waiting' } },
      ],
      [
        'the job that it holds back is no pending check',
        approved().check('deploy', 'waiting').awaitEnvironment('eu', 'olga'),
        'deploy-approval olga 4',
      ],
      ['in the queue', approved().queue(3), { is: 'merge-queue - 3', why: 'in the merge queue, position 3' }],
      ['thrown out of the queue', approved().queue().unqueue(), 'ready dana 4'],
      ['nothing in the way', approved(), { is: 'ready dana 2', hint: 'merge it' }],
    ]);
  });

  describe('after the merge', () => {
    check([['closed without a merge', approved().close(), 'done - 3']]);
    check([
      ['no production deployments in this repository', approved().merge(), 'done - 3'],
      [
        'only deployed to staging, ever',
        approved().deploy('staging', 'success').label('qa-passed').merge(),
        'done - 5',
      ],
    ]);
    check(
      [
        ['waits for production', approved().merge(), { is: 'deploy - 3', gates: { deploy: 'waiting' } }],
        [
          'in production',
          approved().merge().deploy('production', 'success'),
          { is: 'done - 4', gates: { deploy: 'passed' } },
        ],
        ['staging is not production', approved().merge().deploy('staging', 'success'), 'deploy - 3'],
        [
          'a deployment that failed',
          approved().merge().deploy('production', 'failure'),
          { is: 'deploy - 3', gates: { deploy: 'failed' } },
        ],
        [
          'one from before the merge does not contain it',
          approved().deploy('production', 'success').merge(),
          'deploy - 4',
        ],
        [
          'production waits for its reviewers',
          approved().merge().awaitEnvironment('production', 'olga'),
          'deploy-approval olga 4',
        ],
        [
          'after 14 days nobody waits any more',
          approved()
            .merge()
            .wait(15 * 24)
            .label('late'),
          `done - ${3 + 14 * 24}`,
        ],
        ['reopened', approved().close().reopen(), 'ready dana 4'],
      ],
      DEPLOYS,
    );
  });
});
