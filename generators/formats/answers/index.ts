import type { Artifact } from '../../artifact.ts';
import type { AnswersName } from '../../inventory/install-schema.ts';
import { PRIVATE_ROOT, SERVED_ROOT } from '../../plan/images.ts';
import { answersFolder, installsOf, type Install } from '../../plan/install.ts';
import { Problems } from '../../plan/loader-menus.ts';
import type { Plan } from '../../plan/plan.ts';
import { agama } from './agama.ts';
import { autoinstall } from './autoinstall.ts';
import { autoyast } from './autoyast.ts';
import type { AnswersFormat } from './format.ts';
import { fedoraCoreos, flatcar } from './ignition.ts';
import { kickstart } from './kickstart.ts';
import { preseed } from './preseed.ts';
import type { Format } from '../format.ts';

/*
 * Answers for installers, a folder for each host. Without secrets they are served to everybody, whether the host is armed or not:
 * they say what would be done. With secrets they lie where only nginx finds them, for their host, and only while it is armed.
 */

/** Every language of answers, by the name that an inventory gives it. */
const answersFormats: Readonly<Record<AnswersName, AnswersFormat>> = {
  preseed,
  kickstart,
  autoinstall,
  autoyast,
  agama,
  'fedora-coreos': fedoraCoreos,
  flatcar,
};

export const answers: Format = {
  id: 'answers',
  title: 'Answers for installers',
  check(plan) {
    const found = new Problems(plan.inventory);
    for (const install of installsOf(plan))
      for (const { value, text } of answersFormats[install.answers].check(install))
        found.add(value, install.profile, text);
    return found.all();
  },
  *emit(plan) {
    for (const install of installsOf(plan)) if (!install.secret) yield* filesOf(install);
  },
};

/** The files with secrets, and those beside them: with the texts that stand for the secrets, of all hosts, armed or not. */
export function* privateAnswers(
  plan: Plan,
): Generator<{ readonly install: Install; readonly file: Artifact }> {
  for (const install of installsOf(plan))
    if (install.secret) for (const file of filesOf(install)) yield { install, file };
}

function filesOf(install: Install): Artifact[] {
  const { host } = install.host;
  const root = install.secret ? PRIVATE_ROOT : SERVED_ROOT;
  return answersFormats[install.answers]
    .emit(install)
    .map(({ name, language, lines, secrets }): Artifact => ({
      path: `${root}/${answersFolder(host)}${name}`,
      language,
      mode: install.secret ? '0640' : '0644',
      lines,
      hosts: [host.id],
      ...(install.secret && { secrets }),
    }));
}
