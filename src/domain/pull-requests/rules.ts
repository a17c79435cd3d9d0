/** What a team may decide about stages: the rules, and what holds where nobody decided anything. */

/** What a label, project status, check or deployment says of a gate. `skipped`: somebody said that it is not needed. */
export type NamedState = 'waiting' | 'active' | 'passed' | 'failed' | 'skipped';

/** Names by what they say; `*` stands for any text, case does not matter. Looked at before the built-in matcher. */
export type NamePatterns = Readonly<Partial<Record<NamedState | 'ignored', readonly string[]>>>;

export interface GateRules {
  /** it waits from ready for review on, also where nothing speaks of it */
  readonly required: boolean;
  /** people and teams (`organisation/team`) that it waits on when nobody was asked by name */
  readonly owners: readonly string[];
  /** patterns of people and teams whose reviews belong to this gate and not to the ordinary review; owners are added */
  readonly reviewers: readonly string[];
  readonly labels: NamePatterns;
  /** patterns of names of checks and commit statuses that belong to this gate */
  readonly checks: readonly string[];
  /** patterns of those that do not, whatever the built-in matcher says */
  readonly ignoredChecks: readonly string[];
}

/** Stages with a limit; `yourTurn` are all those in which the author has to do something other than ask for a review. */
const SLA_STAGES = ['yourTurn', 'review', 'qa', 'security', 'checks', 'deploy'] as const;
export type SlaStage = (typeof SLA_STAGES)[number];

/** In hours; null: no limit. */
export type SlaLimits = Readonly<Record<SlaStage, number | null>>;

export const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Day = (typeof DAYS)[number];

export interface WorkingHours {
  /** IANA name, `Europe/Berlin` */
  readonly timeZone: string;
  readonly days: readonly Day[];
  /** minutes since local midnight; `to` is later than `from` */
  readonly fromMinute: number;
  readonly toMinute: number;
}

export interface Rules {
  readonly hold: { readonly labels: readonly string[]; readonly ignoredLabels: readonly string[] };
  readonly qa: GateRules & {
    /** patterns of names of environments where QA happens, beside the built-in ones */
    readonly environments: readonly string[];
    /** name of the project field that tells of QA; null: projects are not read */
    readonly projectField: string | null;
    readonly projectStatuses: NamePatterns;
  };
  readonly security: GateRules & {
    /** whether a check that the branch does not require fails the gate as well */
    readonly optionalChecksFail: boolean;
  };
  readonly deploy: {
    /** patterns of names of production environments, instead of the built-in ones; empty: built-in */
    readonly production: readonly string[];
    /** for how many days at most a merged pull request is shown as waiting for production */
    readonly days: number;
  };
  readonly sla: SlaLimits & {
    /** limits that replace those above; where both apply, the stricter one */
    readonly aiHeavy: Partial<SlaLimits>;
    readonly highRisk: Partial<SlaLimits>;
  };
  /** null: every hour counts */
  readonly workingHours: WorkingHours | null;
  /** globs of files that are sensitive whatever their size */
  readonly sensitivePaths: readonly string[];
  /** AI share from which a pull request is AI-heavy, 0..1 */
  readonly heavyThreshold: number;
}

const NOBODYS: GateRules = {
  required: false,
  owners: [],
  reviewers: [],
  labels: {},
  checks: [],
  ignoredChecks: [],
};

export const DEFAULT_RULES: Rules = {
  hold: { labels: [], ignoredLabels: [] },
  qa: { ...NOBODYS, environments: [], projectField: null, projectStatuses: {} },
  security: {
    ...NOBODYS,
    reviewers: ['*/security', '*/security-*', '*/*-security', '*/appsec', '*/appsec-*', '*/infosec'],
    optionalChecksFail: true,
  },
  deploy: { production: [], days: 14 },
  sla: {
    yourTurn: 24,
    review: 24,
    qa: 48,
    security: 48,
    checks: 2,
    deploy: 24,
    aiHeavy: {},
    highRisk: {},
  },
  workingHours: null,
  sensitivePaths: [
    '**/{auth,authentication,authorization,login,oauth,session,sessions,permissions}/**',
    '**/{crypto,security,secrets}/**',
    '**/{payment,payments,billing,checkout}/**',
    '**/{migrations,migrate}/**',
    '**/*.sql',
    '.github/workflows/**',
    '.github/actions/**',
    '**/.gitlab-ci.yml',
    '**/Dockerfile',
    '**/*.tf',
    '**/{package.json,package-lock.json,pnpm-lock.yaml,yarn.lock,Cargo.toml,Cargo.lock,go.mod,go.sum}',
    '**/{requirements*.txt,pyproject.toml,poetry.lock,uv.lock,Gemfile,Gemfile.lock,composer.json,pom.xml}',
    '**/build.gradle{,.kts}',
  ],
  heavyThreshold: 0.5,
};
