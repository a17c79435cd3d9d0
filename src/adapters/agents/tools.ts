/** The AI tools that are known, each in its own files. A new one is added here. */

import { claudeCodeLog } from './claude-code-log.ts';
import { codexArchive, codexLog } from './codex-log.ts';
import { copilotEditingSessions, copilotSessionDatabase } from './copilot-editor-log.ts';
import { copilotCliLog, copilotTranscripts } from './copilot-events-log.ts';
import { cursorLog } from './cursor-log.ts';
import { geminiLog, geminiOlderLog } from './gemini-log.ts';
import { opencodeDatabase, opencodeStorage } from './opencode-log.ts';
import type { SessionStore } from './session-source.ts';

/** Stores are read in this order; where two tell of the same edit, the first to be read counts. */
export const SESSION_STORES: readonly SessionStore[] = [
  claudeCodeLog,
  codexLog,
  codexArchive,
  copilotSessionDatabase,
  copilotCliLog,
  copilotTranscripts,
  copilotEditingSessions,
  cursorLog,
  geminiLog,
  geminiOlderLog,
  opencodeDatabase,
  opencodeStorage,
];
