import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MethodGlyph } from '../../components/MethodGlyph';
import { bytesText, percentText } from '../../format';
import { useStudio } from '../../hooks';
import { useCatalogWords } from '../../i18n/catalog';
import { studio } from '../../stores';

const NONE: readonly never[] = [];
const GROUPS = ['own', 'added', 'virtual'] as const;

/** Every method with what it trains and needs on the chosen model; on a phone the chosen one first. */
export function MethodList() {
  const { t } = useTranslation();
  const methods = useStudio((state) => state.catalog?.methods ?? NONE);
  const [open, setOpen] = useState(false);
  const groups = GROUPS.map((group) => ({
    group,
    members: methods.filter((method) => method.group === group),
  })).filter(({ members }) => members.length > 0);
  return (
    <div className={open ? 'methods open' : 'methods'}>
      <div role="radiogroup" aria-label={t('methods')}>
        {groups.map(({ group, members }, i) => (
          <div key={group}>
            <h2 className="group">
              <span>{t(`group_${group}`)}</span>
              {i === 0 && (
                <>
                  <span className="number">{t('trains')}</span>
                  <span className="number">{t('memoryWord')}</span>
                </>
              )}
            </h2>
            {members.map(({ id, label, summary }) => (
              <Choice key={id} id={id} label={label} summary={summary} />
            ))}
          </div>
        ))}
      </div>
      <button type="button" className="more" onClick={() => setOpen((was) => !was)}>
        {open ? t('showChosen') : t('showAllOf', { count: methods.length })}
      </button>
    </div>
  );
}

interface ChoiceProps {
  readonly id: string;
  readonly label: string;
  readonly summary: string;
}

function Choice({ id, label, summary }: ChoiceProps) {
  const words = useCatalogWords();
  const plan = useStudio((state) => state.methodPlans[id]);
  const chosen = useStudio((state) => state.method === id);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button carries columns where a radio carries none
    <button
      type="button"
      role="radio"
      aria-checked={chosen}
      className="method"
      onClick={() => studio.setMethod(id)}
    >
      <span>{plan && <MethodGlyph picture={plan.picture} />}</span>
      <span className="ellipsis">
        <b>{words(label)}</b>
        <em className="ellipsis">{words(summary)}</em>
      </span>
      <span className="number">{plan ? percentText(plan.trainable / plan.parameters) : '–'}</span>
      <span className="number muted">{plan ? bytesText(plan.bytes.total) : '–'}</span>
    </button>
  );
}
