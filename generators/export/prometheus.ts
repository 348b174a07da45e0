import { exportedHosts, type Exporter } from './export.ts';

/** The port of the node exporter. https://github.com/prometheus/node_exporter#installation-and-usage */
const PORT = 9100;

/** Files of file_sd: a list of groups, each with targets and labels. IPv6 addresses stand in brackets. */
export const prometheus: Exporter = {
  id: 'prometheus',
  gives: `targets for Prometheus (file_sd, JSON), port ${PORT} of each host`,
  source:
    'https://prometheus.io/docs/prometheus/latest/configuration/configuration/#file_sd_config',
  write(inventory) {
    const groups = exportedHosts(inventory).map(({ host, boot, fqdn, site }) => {
      const target = boot.address ?? (boot.address6 === undefined ? fqdn : `[${boot.address6}]`);
      return {
        targets: [`${target}:${PORT}`],
        labels: {
          host: host.id,
          site,
          network: boot.network,
          model: host.model,
          ...(host.rack !== undefined && { rack: host.rack }),
        },
      };
    });
    return `${JSON.stringify(groups, undefined, 2)}\n`;
  },
};
