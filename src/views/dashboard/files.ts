/** The dashboard's figures as files: kept where the person says, or handed to the browser to be printed. */

import { mkdtemp, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Report } from '../../domain/retention/report.ts';
import { reportCsv } from '../../domain/retention/report-csv.ts';
import type { Format } from '../../webview/protocol.ts';

const { l10n } = vscode;

const TEXTS: Readonly<Record<Format, (report: Report) => string>> = {
  csv: reportCsv,
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
};

/** Asks where to; nothing is written when the person thinks better of it. */
export async function saveReport(format: Format, report: Report): Promise<void> {
  const uri = await saveAs(l10n.t('Export the Figures'), format, TEXTS[format](report));
  if (!uri) return;
  const open = l10n.t('Open');
  const answer = await vscode.window.showInformationMessage(
    l10n.t('The figures were written to {0}.', vscode.workspace.asRelativePath(uri)),
    open,
  );
  if (answer === open) await vscode.window.showTextDocument(uri);
}

/**
 * In a folder that only this user can read; the system clears it away. Where the person's browser is on another machine
 * than this program, they say where to keep the page instead.
 */
export async function printReport(html: string): Promise<void> {
  if (vscode.env.uiKind === vscode.UIKind.Web || vscode.env.remoteName !== undefined) {
    const uri = await saveAs(l10n.t('Save the Page to Print'), 'html', html);
    const name = uri && vscode.workspace.asRelativePath(uri);
    if (name) await vscode.window.showInformationMessage(l10n.t('Open {0} in a browser to print it.', name));
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'lastmile-'));
  const path = join(folder, 'lastmile-report.html');
  await writeFile(path, html, { mode: 0o600 });
  const isOpen = await vscode.env.openExternal(vscode.Uri.file(path));
  if (!isOpen) throw new Error(l10n.t('No browser could be opened. The page to print is {0}', path));
}

/** undefined: the person said no */
async function saveAs(title: string, extension: string, text: string): Promise<vscode.Uri | undefined> {
  // Not in the repository, where it would be one more change.
  const folder = vscode.Uri.file(homedir());
  const uri = await vscode.window.showSaveDialog({
    title,
    defaultUri: vscode.Uri.joinPath(folder, `lastmile-report.${extension}`),
    filters: { [extension.toUpperCase()]: [extension] },
  });
  if (uri) await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}
