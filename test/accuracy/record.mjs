// See record.ts.
import { runProgram } from '../setup.mjs';

await runProgram('test/accuracy/record.ts');
