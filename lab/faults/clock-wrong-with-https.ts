import type { Fault } from './fault.ts';

const ANSWERS = 'preseed/debian-12-install.cfg';

export const clockWrongWithHttps: Fault = {
  id: 'clock-wrong-with-https',
  title: 'The clock of the machine is years behind, and its answers come by HTTPS',
  summary:
    'The battery of the machine is empty, and its clock begins with the year 2001. Its answers come by HTTPS, and the certificate of the server is not valid before this year. The installer closes the connection without a request, and says no more than that it could not get the file; the reason stands in its own log.',
  stage: 'root',
  scenario: 'bios-pxelinux-install',
  break: [
    // The answers move to HTTPS, with a certificate that the initrd trusts: one by which the machine installs if its clock is right.
    `mkdir /run/tls
cat >/run/tls/request.conf <<'END'
[req]
prompt = no
distinguished_name = name
x509_extensions = extensions
[name]
CN = boot1
[extensions]
basicConstraints = critical, CA:TRUE
subjectAltName = IP:10.20.0.2
END
openssl req -x509 -newkey rsa:2048 -noenc -days 365 -config /run/tls/request.conf -keyout /run/tls/key -out /run/tls/certificate
cat >/etc/nginx/conf.d/https.conf <<'END'
server {
  listen 10.20.0.2:443 ssl;
  ssl_certificate /run/tls/certificate;
  ssl_certificate_key /run/tls/key;
  root /srv/tftp;
  error_log /var/log/nginx/error.log info;
}
END
mkdir -p /run/tls/initrd/etc/ssl/certs
cd /run/tls/initrd
cp ../certificate "etc/ssl/certs/$(openssl x509 -noout -hash -in ../certificate).0"
cp /srv/tftp/$INITRD /run/tls/initrd.gz
find . | cpio --quiet --create --format=newc | gzip >>/srv/tftp/$INITRD
cp /srv/tftp/pxelinux.cfg/$BOOTIF /run/tls/config
sed --in-place s,http://10.20.0.2/${ANSWERS},https://10.20.0.2/${ANSWERS}, /srv/tftp/pxelinux.cfg/$BOOTIF`,
    { restart: 'nginx' },
  ],
  mend: [
    `cp /run/tls/config /srv/tftp/pxelinux.cfg/$BOOTIF
cp /run/tls/initrd.gz /srv/tftp/$INITRD
rm -r /run/tls /etc/nginx/conf.d/https.conf`,
    { restart: 'nginx' },
  ],
  machine: { args: ['-rtc', 'base=2001-01-01T00:00:00'] },
  symptoms: [
    {
      id: 'di-preseed-not-retrieved',
      where: 'console',
      says: /Failed to retrieve the preconfiguration file/,
    },
  ],
  patience: 200,
  regular: false,
  tools: [
    { name: 'cpio', find: 'cpio' },
    { name: 'openssl', find: 'openssl' },
  ],
};
