import fc from 'fast-check';

// A run in CI can be repeated to the letter, and a change is not blamed for what chance found. Everywhere else each run
// looks at other values; a failure prints its seed.
if (process.env['CI'] !== undefined) fc.configureGlobal({ seed: 20261122 });
