/** Every command of the extension. The manifest has the same ones; a test compares the two. */

export const COMMANDS = [
  'lastmile.showShare',
  'lastmile.previewTrailers',
  'lastmile.copyTrailers',
  'lastmile.refresh',
  'lastmile.installHooks',
  'lastmile.uninstallHooks',
  'lastmile.pause',
  'lastmile.resume',
  'lastmile.toggleLineAttribution',
  'lastmile.viewAsTree',
  'lastmile.viewAsList',
  'lastmile.openChange',
  'lastmile.openFile',
  'lastmile.openDashboard',
  'lastmile.doctor',
  'lastmile.deleteData',
  'lastmile.showLog',
  'lastmile.openSettings',
  'lastmile.openWalkthrough',
] as const;

export type CommandId = (typeof COMMANDS)[number];
