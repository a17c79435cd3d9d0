// The figures in docs/accuracy.md, from the recorded sessions and the classifier as it is.
//   node test/accuracy.mjs           fails when the document says something else
//   node test/accuracy.mjs --write   makes it say so
import { runProgram } from './setup.mjs';

await runProgram('test/accuracy/main.ts');
