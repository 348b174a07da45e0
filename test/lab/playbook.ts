import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * The playbook of a bundle, run in a room of the lab against a machine that stands there where the boot server stands.
 */

/** ssh's options towards a machine that is new each time. */
export const SSH =
  '-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o ConnectTimeout=3';

/** How a playbook is run. */
export interface Play {
  /** Where the private half of the machine's key lies, as `key`, and where each run leaves its log. */
  readonly work: string;
  /** The folder `ansible` of the bundle. */
  readonly folder: string;
  /** Each run by the name of its log, with the options that it has of its own. */
  readonly runs: Readonly<Record<string, string>>;
  /** Variables that are other ones than their defaults: `name=value`. */
  readonly variables?: string | undefined;
  /** Seconds that the machine may take until it is up. */
  readonly patience: number;
}

/** A run of the role nfs_root as for a site that exports nothing. */
export const WITHOUT_EXPORTS = `--tags nfs_root --extra-vars '{"boot_server_exports": []}'`;

/** A script that waits until the machine is up, and runs the playbook. */
export function playbookScript({ work, folder, runs, variables, patience }: Play): string {
  const extra = variables === undefined ? '' : `-e ${variables}`;
  return `
    export HOME=${work} PYTHONDONTWRITEBYTECODE=1 ANSIBLE_NOCOLOR=1
    up() { ssh -q ${SSH} -i ${work}/key root@10.20.0.2 systemctl is-system-running --wait; }
    end=$(($(date +%s) + ${patience}))
    until [ "$(up)" = running ]; do
      [ $(date +%s) -lt $end ] || { echo "The machine is not running after ${patience} s, but: '$(up)'."; exit 1; }
      sleep 1
    done
    cd ${folder}
    play() {
      log=${work}/$1.log; shift
      ansible-playbook site.yml ${extra} --user root --private-key ${work}/key --ssh-common-args='${SSH}' "$@" >$log 2>&1 || { cat $log; exit 1; }
    }
    ${Object.entries(runs)
      .map(([name, options]) => `play ${name} ${options}`)
      .join('\n')}`;
}

/** The numbers of the last line that Ansible printed in a run. */
export function recap(work: string, run: string): Record<string, number> {
  const log = readFileSync(join(work, `${run}.log`), 'utf8');
  const line = log.split('\n').findLast((each) => each.includes('unreachable='));
  const counts: Record<string, number> = {};
  for (const [, name, count] of (line ?? '').matchAll(/(\w+)=(\d+)/g))
    counts[name!] = Number(count);
  return counts;
}
