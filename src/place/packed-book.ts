/* All that pages of the packed book run, as one script: a page of `file://` cannot load modules. */
import '../scripts/copy.ts';
import '../scripts/filter.ts';
import '../search/field.ts';
