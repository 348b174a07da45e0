import { expect, test } from 'vitest';
import { twinOfHtml } from '../../src/text/from-html.ts';

test('a written page becomes text that a rescue shell can show', () => {
  const page = `<!doctype html><body><header>Bootbook</header><main>
    <h1>The boot server is gone</h1>
    <nav class="chain-of"><ol>
      <li>firmware</li><li>link</li><li class="failed">dhcp</li><li>nbp</li><li>menu</li>
      <li>kernel</li><li>initrd</li><li>root</li><li>handoff</li></ol></nav>
    <h2>Find out</h2>
    <p>From <em>any</em> machine of the network, as <a href="/howto/rescue/">the HOWTO</a> says, type the
    commands. <a class="source" href="https://example.net/rfc">RFC 1</a></p>
    <pre><code><span class="line">ping -c 3 10.20.0.2</span>
<span class="line">curl --silent --output /dev/null --write-out '%{http_code}' http://10.20.0.2/boot.ipxe</span>
</code></pre><button>Copy</button>
    <ol><li>First, keep the old one off. Two servers that have one address are worse than none at all.</li>
    <li><p>Then build:</p><pre>npx bootbook build</pre></li></ol>
    <table><thead><tr><th>ping</th><th>then</th></tr></thead>
      <tbody><tr><td>none</td><td>the machine</td></tr></tbody></table>
    <figure><figcaption><span>boot1</span> <a href="/x/">/etc/x.conf</a>
      <span class="screen-only"><button>Copy</button></span></figcaption><pre>enable-tftp</pre>
      <details><summary>Why this line stands there</summary><p>Because.</p></details></figure>
  </main></body>`;
  expect(twinOfHtml(page)).toMatchInlineSnapshot(`
    "The boot server is gone
    =======================

    firmware > link > [x dhcp] > nbp > menu > kernel > initrd > root > handoff

    Find out
    --------

    From any machine of the network, as the HOWTO says, type the commands. [RFC 1:
    https://example.net/rfc]

        ping -c 3 10.20.0.2
        curl --silent --output /dev/null --write-out '%{http_code}' http://10.20.0.2/boot.ipxe

    1. First, keep the old one off. Two servers that have one address are worse than
       none at all.
    2. Then build:

           npx bootbook build

    ping  then
    ----  -----------
    none  the machine

    boot1 /etc/x.conf

        enable-tftp

    Why this line stands there
    "
  `);
});
