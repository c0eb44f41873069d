import { Button, Checkbox } from '@mantine/core';
import { Play } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ScrollTable } from '../../components/ScrollTable';
import { bytesText, countText } from '../../format';
import { useBakeOff, useRun, useStudio } from '../../hooks';
import { useCatalogWords } from '../../i18n/catalog';
import { bakeOff } from '../../stores';
import { wantedOf } from '../../stores/bakeOff';
import { isTraining } from '../../stores/runState';
import { Repeats } from './Repeats';

const NONE: readonly never[] = [];

/** What to try: methods, each with what it would train and need on this model, seeds and folds. */
export function Choose() {
  const { t } = useTranslation();
  const count = useRunCount();
  const busy = useRun(isTraining);
  return (
    <>
      <Methods />
      <Repeats />
      <div className="line wrap">
        <Button
          variant="default"
          leftSection={<Play size={16} aria-hidden />}
          disabled={count === 0 || busy}
          onClick={() => void bakeOff.start()}
        >
          {t('bakeOffStart', { count })}
        </Button>
        {busy && <span className="muted">{t('bakeOffBusy')}</span>}
      </div>
    </>
  );
}

/** Runs that are asked for: methods by seeds by folds. */
function useRunCount(): number {
  const asked = useBakeOff();
  return useStudio((state) => {
    const wanted = wantedOf(state, asked);
    if (!wanted) return 0;
    const { methods, seeds, folds } = wanted;
    return methods.length * Math.max(1, seeds.length) * (folds ?? 1);
  });
}

function Methods() {
  const { t } = useTranslation();
  const words = useCatalogWords();
  const { chosen } = useBakeOff();
  const methods = useStudio((state) => state.catalog?.methods ?? NONE);
  const plans = useStudio((state) => state.methodPlans);
  return (
    <section className="section bake-off-part">
      <header>
        <h2>{t('bakeOffChoose')}</h2>
        <span className="muted">{t('bakeOffChooseHow')}</span>
      </header>
      <ScrollTable className="scroll bleed" label={t('bakeOffChoose')}>
        <table className="bake-off">
          <thead>
            <tr>
              <th scope="col">{t('method')}</th>
              <th scope="col" className="number">
                {t('bakeOffTrainable')}
              </th>
              <th scope="col" className="number">
                {t('bakeOffFile')}
              </th>
              <th scope="col" className="number">
                {t('bakeOffMemory')}
              </th>
            </tr>
          </thead>
          <tbody>
            {methods.map(({ id, label }) => {
              const plan = plans[id];
              return (
                <tr key={id}>
                  <td>
                    <Checkbox
                      size="xs"
                      label={words(label)}
                      checked={chosen.includes(id)}
                      disabled={!plan}
                      onChange={() => bakeOff.toggle(id)}
                    />
                  </td>
                  <td className="number">{plan ? countText(plan.trainable) : '–'}</td>
                  <td className="number">{plan ? bytesText(plan.adapterBytes) : '–'}</td>
                  <td className="number">{plan ? bytesText(plan.bytes.total) : '–'}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </ScrollTable>
    </section>
  );
}
