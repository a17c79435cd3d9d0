// npm run bench [-- [--write] [NAME...]]
import { runProgram } from '../setup.mjs';

await runProgram('test/bench/main.ts');
