/** The settings, read in this one place, typed and kept within their limits. Names and defaults are the manifest's. */

import * as vscode from 'vscode';
import type { Mirrored } from '../../domain/config.ts';
import { parseQuietHours, type QuietHours } from '../../domain/pull-requests/quiet-hours.ts';
import type { RulesLayer } from '../../domain/pull-requests/rules-file.ts';

const SECTION = 'lastmile';

export interface Settings {
  /** the git to run, where the user has named one for the editor's own Git support */
  readonly gitProgram: string | undefined;
  readonly isTrackingEnabled: boolean;
  readonly usesDetailedReason: boolean;
  readonly maxFileBytes: number;
  readonly maxLedgerBytes: number;
  readonly asksToInstallHooks: boolean;
  readonly showsStatusBar: boolean;
  readonly showsLineAttribution: boolean;
  /** of an OpenTelemetry collector; empty: nothing is sent */
  readonly collectorEndpoint: string;
  readonly pullRequests: PullRequestSettings;
}

export interface PullRequestSettings {
  readonly showsStatusBar: boolean;
  readonly notifies: boolean;
  /** local hours without notifications; null: none */
  readonly quietHours: QuietHours | null;
  /** scope of the team list; the repositories of the open folders where all three are empty */
  readonly repositories: readonly string[];
  readonly organisations: readonly string[];
  readonly teams: readonly string[];
  readonly heavyLabel: string;
  /** whether AI-heavy pull requests of one's own are labelled unasked */
  readonly labelsAutomatically: boolean;
}

const MEGABYTE = 1024 * 1024;

export function readSettings(): Settings {
  const values = vscode.workspace.getConfiguration(SECTION);
  const flag = (key: string, fallback: boolean) => {
    const value = values.get<unknown>(key);
    return typeof value === 'boolean' ? value : fallback;
  };
  const text = (key: string) => {
    const value = values.get<unknown>(key);
    return typeof value === 'string' ? value : '';
  };
  /** those that look like what they are; they become part of a search at the forge */
  const names = (key: string, pattern: RegExp) => {
    const value = values.get<unknown>(key);
    return (Array.isArray(value) ? value : []).filter(
      (it): it is string => typeof it === 'string' && pattern.test(it),
    );
  };
  const megabytes = (key: string, fallback: number, least: number, most: number) => {
    const value = values.get<unknown>(key);
    const number = typeof value === 'number' && Number.isFinite(value) ? value : fallback;
    return Math.min(most, Math.max(least, number)) * MEGABYTE;
  };
  return {
    gitProgram: gitProgram(),
    isTrackingEnabled: flag('tracking.enabled', true),
    usesDetailedReason: flag('tracking.useDetailedReason', true),
    maxFileBytes: megabytes('tracking.maxFileSize', 5, 1, 50),
    maxLedgerBytes: megabytes('ledger.maxSize', 256, 10, 10_000),
    asksToInstallHooks: flag('askToInstallHooks', true),
    showsStatusBar: flag('statusBar.visible', true),
    showsLineAttribution: flag('lineAttribution.enabled', false),
    collectorEndpoint: text('openTelemetry.endpoint').trim(),
    pullRequests: {
      showsStatusBar: flag('pullRequests.statusBar', true),
      notifies: flag('pullRequests.notifications', true),
      quietHours: parseQuietHours(text('pullRequests.quietHours')),
      repositories: names('pullRequests.repositories', /^[\w.-]+(:\d+)?(\/[\w.-]+)+$/),
      organisations: names('pullRequests.organisations', /^([\w.-]+(:\d+)?\/)?[\w.-]+$/),
      teams: names('pullRequests.teams', /^([\w.-]+(:\d+)?\/)?[\w.-]+\/[\w.-]+$/),
      heavyLabel: text('pullRequests.aiHeavyLabel').trim() || 'ai-heavy',
      labelsAutomatically: flag('pullRequests.labelAutomatically', false),
    },
  };
}

/** `git.path` may be a list, of which the editor takes the first that is there; only one alone says something for sure. */
function gitProgram(): string | undefined {
  const path = vscode.workspace.getConfiguration('git').get<unknown>('path');
  const [only, ...others] = Array.isArray(path) ? path : [path];
  return typeof only === 'string' && only !== '' && others.length === 0 ? only : undefined;
}

export function onDidChangeSettings(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(SECTION)) listener();
  });
}

/** Writes a setting where it is set already, else for the user: no file of a repository changes unasked. */
export async function writeSetting(key: string, value: boolean): Promise<void> {
  const values = vscode.workspace.getConfiguration(SECTION);
  const target =
    values.inspect(key)?.workspaceValue === undefined
      ? vscode.ConfigurationTarget.Global
      : vscode.ConfigurationTarget.Workspace;
  await values.update(key, value, target);
}

/** What the settings lay over the rules that are checked in; null when they say nothing. */
export function rulesSetting(folder?: vscode.Uri): RulesLayer | null {
  const value = vscode.workspace.getConfiguration(SECTION, folder).get<unknown>('pullRequests.rules');
  const isEmpty = typeof value !== 'object' || value === null || Object.keys(value).length === 0;
  // The editor hands out objects that know who else has read them; a plain one can be cloned.
  return isEmpty ? null : { name: `${SECTION}.pullRequests.rules`, value: JSON.parse(JSON.stringify(value)) };
}

/** Settings by the names that the hooks and the command line, and git config, have for them. */
const MIRRORED: Record<keyof Mirrored, string> = {
  trailers: 'trailers',
  always: 'alwaysWriteTrailers',
  heavyThreshold: 'heavyThreshold',
  exclude: 'exclude',
  sessionLogs: 'tracking.sessionLogs',
  tracking: 'tracking.enabled',
};

/** What the hooks and the command line need, as far as somebody has set it. The threshold becomes a share. */
export function explicitSettings(folder: vscode.Uri): Mirrored {
  const values = vscode.workspace.getConfiguration(SECTION, folder);
  const explicit: { -readonly [K in keyof Mirrored]: unknown } = {};
  for (const [key, setting] of Object.entries(MIRRORED) as [keyof Mirrored, string][]) {
    const found = values.inspect<unknown>(setting);
    const value = found?.workspaceFolderValue ?? found?.workspaceValue ?? found?.globalValue;
    // That nothing is paused goes without saying.
    if (value === undefined || (key === 'tracking' && value !== false)) continue;
    explicit[key] = key === 'heavyThreshold' && typeof value === 'number' ? value / 100 : value;
  }
  return explicit;
}
