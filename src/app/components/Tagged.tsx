import './tagged.css';
import { useTranslation } from 'react-i18next';
import { stretchesOf, typesOf } from './tagged';

interface Props {
  readonly words: readonly string[];
  readonly tags: readonly string[];
  /** Every tag there is, so that a type has one colour wherever it stands. */
  readonly labels: readonly string[];
}

/** Colours that types take in turn; their names stand beside, so colour alone says nothing. */
const COLOURS = 6;

/** A sentence with its entities marked, each with its type. */
export function Tagged({ words, tags, labels }: Props) {
  const { t } = useTranslation();
  const types = typesOf(labels);
  const stretches = stretchesOf(words, tags);
  if (stretches.length === 0) return <span className="muted">{t('tryNothing')}</span>;
  return (
    <span className="tagged">
      {stretches.map(({ text, type }, i) =>
        type === null ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: stretches have no other name than their place
          <span key={i}>{text} </span>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: stretches have no other name than their place
          <mark key={i} className={`tag tag-${Math.max(0, types.indexOf(type)) % COLOURS}`}>
            {text} <small>{type}</small>
          </mark>
        ),
      )}
    </span>
  );
}
