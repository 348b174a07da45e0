import { urlHost } from '../../inventory/address.ts';
import type { ReportTarget } from '../../plan/install.ts';
import { hereDocument, shellWord } from './shell.ts';

/*
 * How an installed system reports back: a unit of systemd that runs at the first boot with a network, until the boot server has
 * answered once. bash opens the connection itself, so no package is needed.
 * Source: https://www.gnu.org/software/bash/manual/html_node/Redirections.html
 */

export const REPORT_SCRIPT = '/etc/bootbook/report';
export const REPORT_UNIT = 'bootbook-report.service';
const REPORTED = '/etc/bootbook/reported';

/** The script, for REPORT_SCRIPT, mode 0755. */
export function reportScript({ address, path }: ReportTarget): string[] {
  return [
    '#!/bin/bash',
    '# Written by Bootbook: tells the boot server, once, that this machine has booted from its disk.',
    'set -eu',
    `exec 3<> /dev/tcp/${address}/80`,
    `printf '%s\\r\\n' ${shellWord(`GET ${path} HTTP/1.0`)} ${shellWord(`Host: ${urlHost(address)}`)} 'User-Agent: bootbook-report' '' >&3`,
    'read -r _ status _ <&3',
    '[ "$status" = 204 ]',
    `: > ${REPORTED}`,
  ];
}

/**
 * The unit, for /etc/systemd/system/ and REPORT_UNIT, to be enabled.
 * Source: https://manpages.debian.org/bookworm/systemd/systemd.service.5.en.html
 */
export function reportUnit(): string[] {
  return [
    '[Unit]',
    'Description=Tell the boot server that this machine is installed',
    'Wants=network-online.target',
    'After=network-online.target',
    `ConditionPathExists=!${REPORTED}`,
    '',
    '[Service]',
    'Type=oneshot',
    `ExecStart=/bin/bash ${REPORT_SCRIPT}`,
    'Restart=on-failure',
    'RestartSec=30',
    '',
    '[Install]',
    'WantedBy=multi-user.target',
  ];
}

/**
 * Lines of shell that lay both down and enable the unit.
 * @param root where the installed system is mounted; nothing where the script runs within it
 * @param within what runs a command within it, with a blank behind it: `in-target `
 */
export function reportSteps(target: ReportTarget, root = '', within = ''): string[] {
  return [
    `mkdir -p ${root}/etc/bootbook`,
    ...hereDocument(`${root}${REPORT_SCRIPT}`, reportScript(target)),
    `chmod 0755 ${root}${REPORT_SCRIPT}`,
    ...hereDocument(`${root}/etc/systemd/system/${REPORT_UNIT}`, reportUnit()),
    `${within}systemctl enable ${REPORT_UNIT}`,
  ];
}
