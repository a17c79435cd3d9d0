// npm run package: builds the VSIX. See package/main.ts
import { runProgram } from './setup.mjs';

await runProgram('test/package/main.ts');
