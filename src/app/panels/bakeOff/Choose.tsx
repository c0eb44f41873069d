import { Button, Checkbox } from '@mantine/core';
import { Play } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ScrollTable } from '../../components/ScrollTable';
import { bytesText, countText } from '../../format';
import { useBakeOff, useRun, useStudio } from '../../hooks';
import { useCatalogWords } from '../../i18n/catalog';
import { bakeOff } from '../../stores';
import { isTraining } from '../../stores/runState';

const NONE: readonly never[] = [];

/** The methods to try, each with what it would train and need on this model. */
export function Choose() {
  const { t } = useTranslation();
  const words = useCatalogWords();
  const { chosen } = useBakeOff();
  const methods = useStudio((state) => state.catalog?.methods ?? NONE);
  const plans = useStudio((state) => state.methodPlans);
  const busy = useRun(isTraining);
  return (
    <section className="section">
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
      <div className="line wrap">
        <Button
          variant="default"
          leftSection={<Play size={16} aria-hidden />}
          disabled={chosen.length === 0 || busy}
          onClick={() => void bakeOff.start()}
        >
          {t('bakeOffStart', { count: chosen.length })}
        </Button>
        {busy && <span className="muted">{t('bakeOffBusy')}</span>}
      </div>
    </section>
  );
}
