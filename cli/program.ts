import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { exitTable } from './exit-text.ts';
import { register as registerApply } from './verbs/apply.ts';
import { register as registerArm } from './verbs/arm.ts';
import { register as registerBuild } from './verbs/build.ts';
import { register as registerDiagnose } from './verbs/diagnose.ts';
import { register as registerDisarm } from './verbs/disarm.ts';
import { register as registerDrift } from './verbs/drift.ts';
import { register as registerDrill } from './verbs/drill.ts';
import { register as registerExplain } from './verbs/explain.ts';
import { register as registerExport } from './verbs/export.ts';
import { register as registerImport } from './verbs/import.ts';
import { register as registerImages } from './verbs/images.ts';
import { register as registerLab } from './verbs/lab.ts';
import { register as registerNew } from './verbs/new.ts';
import { register as registerPack } from './verbs/pack.ts';
import { register as registerPlan } from './verbs/plan.ts';
import { register as registerProve } from './verbs/prove.ts';
import { register as registerReleases } from './verbs/releases.ts';
import { register as registerRollback } from './verbs/rollback.ts';
import { register as registerValidate } from './verbs/validate.ts';
import { register as registerWatch } from './verbs/watch.ts';

const { version } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as { version: string };

/** The whole command: its verbs, their options and their help. The reference page is generated from it. */
export function bootbook(): Command {
  const program = new Command('bootbook')
    .description(
      'One inventory in git; the configs that boot its machines, and the reason for each line.',
    )
    .version(version)
    // Verbs take this over: a wrong command is an error to be handled, not the end of the process.
    .exitOverride()
    .showHelpAfterError('(--help tells more)')
    .addHelpText(
      'after',
      `
Every verb has its own help: bootbook build --help

${exitTable}

Results go to stdout, everything else to stderr. Colours show on a terminal only, and never with NO_COLOR set.`,
    );
  for (const register of [
    registerValidate,
    registerBuild,
    registerExplain,
    registerPlan,
    registerApply,
    registerRollback,
    registerReleases,
    registerDrift,
    registerArm,
    registerDisarm,
    registerImages,
    registerDiagnose,
    registerLab,
    registerWatch,
    registerDrill,
    registerProve,
    registerPack,
    registerNew,
    registerImport,
    registerExport,
  ])
    register(program);
  return program;
}
