// npm start. See main.ts
import { runProgram } from '../setup.mjs';

await runProgram('test/demo/main.ts');
