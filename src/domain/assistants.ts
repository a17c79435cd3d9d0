/** The extensions of the editor that write code by AI, and what their tools are called. */

/** Extensions by identifier in lower case, and the name of their tool. */
const TOOLS: Readonly<Record<string, string>> = {
  'amazonwebservices.amazon-q-vscode': 'amazon-q',
  'augment.vscode-augment': 'augment',
  'codeium.codeium': 'windsurf',
  'continue.continue': 'continue',
  'github.copilot': 'copilot',
  'github.copilot-chat': 'copilot',
  'gitlab.gitlab-workflow': 'gitlab-duo',
  'google.geminicodeassist': 'gemini-code-assist',
  'kilocode.kilo-code': 'kilo-code',
  'rooveterinaryinc.roo-cline': 'roo-code',
  'saoudrizwan.claude-dev': 'cline',
  'sourcegraph.cody-ai': 'cody',
  'supermaven.supermaven': 'supermaven',
  'tabbyml.vscode-tabby': 'tabby',
  'tabnine.tabnine-vscode': 'tabnine',
};

/** What a tool is called of which no more is known than that it is one of several. */
export const SEVERAL_TOOLS = 'unknown';

/** The tool's name, or the extension's identifier in lower case. */
export const toolOfExtension = (id: string): string => TOOLS[id.toLowerCase()] ?? id.toLowerCase();

/** The known tools among these extensions, each once. */
export const toolsOf = (extensionIds: readonly string[]): string[] => [
  ...new Set(extensionIds.flatMap((id) => TOOLS[id.toLowerCase()] ?? [])),
];
