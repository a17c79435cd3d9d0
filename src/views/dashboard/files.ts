/** The dashboard's figures as files: kept where the person says, or handed to the browser to be printed. */

import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
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
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(tmpdir());
  const uri = await vscode.window.showSaveDialog({
    title: l10n.t('Export the Figures'),
    defaultUri: vscode.Uri.joinPath(folder, `lastmile-report.${format}`),
    filters: { [format.toUpperCase()]: [format] },
  });
  if (!uri) return;
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(TEXTS[format](report)));
  const open = l10n.t('Open');
  const answer = await vscode.window.showInformationMessage(
    l10n.t('The figures were written to {0}.', vscode.workspace.asRelativePath(uri)),
    open,
  );
  if (answer === open) await vscode.window.showTextDocument(uri);
}

/** In a folder that only this user can read; the system clears it away. */
export async function printReport(html: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lastmile-'));
  const path = join(folder, 'lastmile-report.html');
  await writeFile(path, html, { mode: 0o600 });
  const isOpen = await vscode.env.openExternal(vscode.Uri.file(path));
  if (!isOpen) throw new Error(l10n.t('No browser could be opened. The page to print is {0}', path));
}
