import type { Fault } from './fault.ts';

export const relayStopped: Fault = {
  id: 'relay-stopped',
  title: 'The router does not relay DHCP',
  summary:
    'The machine is behind a router, whose DHCP relay does not run. Its questions never reach the boot server.',
  stage: 'dhcp',
  scenario: 'relay-uefi',
  break: [{ stop: 'router' }],
  mend: [{ start: 'router' }],
  symptoms: [
    {
      id: 'uefi-pxe-e18',
      where: 'console',
      says: /^ *PXE-E18: Server response timeout\.$/,
    },
  ],
  patience: 120,
};
