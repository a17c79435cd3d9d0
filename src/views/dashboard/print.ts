/** The dashboard as a document of its own, for a browser to print: nothing in it runs, nothing in it is fetched. */

const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** What the editor's themes give elsewhere: dark on white, in colours that stay apart in grey. */
const PAPER = `:root {
  --vscode-foreground: #222; --vscode-editor-background: #fff; --vscode-editorWidget-background: #fff;
  --vscode-descriptionForeground: #555; --vscode-widget-border: #ccc; --vscode-textLink-foreground: #222;
  --vscode-charts-blue: #1a6fd0; --vscode-charts-orange: #d18616; --vscode-charts-purple: #652d90;
  --vscode-charts-green: #388a34; --vscode-charts-red: #c41400;
}`;

/**
 * @param markup of the page's content; it comes from the page, so the policy forbids it to run or fetch anything
 * @param style the dashboard's style sheet
 * @param language of the markup
 */
export const printDocument = (markup: string, style: string, language: string): string => `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>Lastmile</title>
<style>${PAPER}
${style}</style>
</head>
<body class="paper">
<main>${markup}</main>
</body>
</html>
`;
