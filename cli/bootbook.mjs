#!/usr/bin/env node
// The command starts here, in plain JavaScript that any Node can read: an older one cannot even open the program, which
// is TypeScript, and would answer with a stack trace.
import module from 'node:module';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18)) {
  // Stripping the types of sixty files takes longer than most verbs do; the second start finds the result on disk.
  module.enableCompileCache();
  await import('./bootbook.ts');
} else {
  console.error(
    `bootbook: Node ${process.versions.node} is too old; it needs Node 22.18 or newer. The repo brings its own: run \`npm ci\`, then \`npx bootbook\`.`,
  );
  process.exitCode = 1;
}
