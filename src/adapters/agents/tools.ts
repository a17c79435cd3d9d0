/** The AI tools that are known, each in its own files. A new one is added here. */

import { claudeCode } from './claude-code.ts';
import { codex } from './codex.ts';
import { copilot } from './copilot.ts';
import { cursor } from './cursor.ts';
import { gemini } from './gemini.ts';
import { opencode } from './opencode.ts';
import type { SessionStore } from './session-source.ts';
import type { AgentTool } from './tool.ts';
import { windsurf } from './windsurf.ts';

export const AGENT_TOOLS: readonly AgentTool[] = [
  claudeCode,
  codex,
  copilot,
  cursor,
  gemini,
  opencode,
  windsurf,
];

export const agentTool = (id: string): AgentTool | undefined => AGENT_TOOLS.find((tool) => tool.id === id);

export const SESSION_STORES: readonly SessionStore[] = AGENT_TOOLS.flatMap(({ stores }) => stores);
