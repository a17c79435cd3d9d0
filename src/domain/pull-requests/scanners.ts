/** Checks and commit statuses that come from security scanners, by who posted them and by name. */

import type { Check } from './pull-request.ts';

/** Slugs of apps all of whose checks are about security. */
const APPS = new Set([
  'github-advanced-security',
  'gitguardian',
  'sonarcloud',
  'sonarqubecloud',
  'socket-security',
  'semgrep-app',
  'semgrep-code',
  'mend-for-github-com',
  'whitesource-for-github-com',
  'whitesource-bolt-for-github',
  'snyk-io',
  'aikido-security',
  'checkmarx-one',
  'trufflehog',
  'orca-security',
  'wiz',
  'endor-labs',
  'stepsecurity-app',
  'jit-ci',
  'arnica',
]);

/** Contexts of commit statuses. */
const STATUSES = /^(?:security|code|license)\/snyk\b|^whitesource\b|^mend\b/i;

/** Names of checks, whoever posts them. CodeQL is not among them: the same name may be an Action's own job. */
const NAMES =
  /\b(?:trivy|gitguardian|ggshield|semgrep|snyk|grype|gitleaks|trufflehog|bandit|gosec|brakeman|checkov|tfsec|kics|osv-scanner|dependency[- ]review|cargo[- ]audit|npm[- ]audit|pip-audit|govulncheck|bearer|zizmor|sonarcloud|sonarqube|socket security|checkmarx|veracode|fortify|blackduck|black duck|security[- ](?:scan|scanning|check|checks|audit|analysis|review)|sast|secret[- ]scan(?:ning)?|vulnerability[- ]scan(?:ning)?|container[- ]scan(?:ning)?|mend security check|whitesource security check)\b/i;

export function isFromScanner({ name, app }: Pick<Check, 'name' | 'app'>): boolean {
  if (app !== null && APPS.has(app)) return true;
  return (app === null && STATUSES.test(name)) || NAMES.test(name);
}
