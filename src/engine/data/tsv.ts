import { openDelimited } from './csv';
import { NO_DELIMITER, sniffDelimiter, sniffNewline } from './csvSniff';
import { defineReader, hasExtension } from './reader';

/** Tab separated values. */
export const tsv = defineReader({
  id: 'tsv',
  label: 'TSV',
  extensions: ['tsv', 'tab'],
  sniff(name, { text }) {
    if (hasExtension(name, ['tsv', 'tab'])) return 0.9;
    const delimiter = sniffDelimiter(text, sniffNewline(text), 'standard', false);
    return delimiter !== NO_DELIMITER && delimiter === '\t' ? 0.5 : 0.1;
  },
  open: (source, options) => openDelimited(source, { delimiter: '\t', ...options }),
});
