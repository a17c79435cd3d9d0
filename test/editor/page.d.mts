interface Wanted {
  readonly text: string;
  readonly at: 'start' | 'middle' | 'end';
  readonly occurrence: number;
}

export function findInEditor(wanted: Wanted): { x: number; y: number } | undefined;
export function setFocus(focused: boolean): void;
export function readClipboard(): Promise<string>;
export function writeClipboard(text: string): Promise<void>;
export function allowDevelopmentOptions(): void;
