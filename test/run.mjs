// npm test. Without arguments everything; else see run/main.ts
import { runProgram } from './setup.mjs';

await runProgram('test/run/main.ts');
