import type { Fault } from './fault.ts';

export const nginxStopped: Fault = {
  id: 'nginx-stopped',
  title: 'nginx does not run',
  summary: 'The boot script of iPXE comes by HTTP, and no web server listens.',
  stage: 'menu',
  scenario: 'bios-ipxe-signs',
  break: [{ stop: 'nginx' }],
  mend: [{ start: 'nginx' }],
  symptoms: [
    {
      id: 'ipxe-0f0a60',
      where: 'console',
      says: /^http:\/\/10\.20\.0\.2\/boot\.ipxe\.+ Connection reset \(http:\/\/ipxe\.org\/0f0a60/,
    },
  ],
  patience: 60,
};
