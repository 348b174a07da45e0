import type { ShikiTransformer } from 'shiki';
import { classOf } from './theme.ts';

/**
 * Makes listings of written pages like those of generated ones: `<pre class="code">`, and tokens with a class instead of
 * a colour each. Plain ink needs no element.
 */
export const classedTokens: ShikiTransformer = {
  name: 'classed-tokens',
  pre(node) {
    node.properties['class'] = 'code';
    delete node.properties['style'];
  },
  span(node) {
    const style = String(node.properties['style'] ?? '');
    const name = classOf(/color:\s*(var\([a-z-]+\))/.exec(style)?.[1]);
    delete node.properties['style'];
    if (name !== undefined) node.properties['class'] = name;
  },
};
