import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FrozenWeights, Job } from '../../worker/protocol';
import { bytesText, countText } from '../format';
import { useStudio } from '../hooks';
import { useCatalogWords } from '../i18n/catalog';
import { studio } from '../stores';

/** In how many bits the weights lie that do not train, and what that saves for this model. */
export function ModelPrecision() {
  const { t } = useTranslation();
  const words = useCatalogWords();
  const field = useStudio((state) => state.catalog?.precision);
  const precision = useStudio((state) => state.precision);
  const frozen = useStudio((state) => state.plan?.frozen);
  if (field?.kind !== 'choice') return null;
  const bytes = frozen && frozen.parameters > 0 ? frozen.weightBytes : null;
  const data = field.options.map(({ value, label }) => {
    const size = bytes?.[value as Job['precision']];
    const name = words(label);
    return { value, label: size === undefined ? name : `${name} · ${bytesText(size)}` };
  });
  return (
    <section className="section rule">
      <header>
        <h2>{t('weightsInMemory')}</h2>
      </header>
      <div className="fields">
        <NativeSelect
          label={words(field.label)}
          description={words(field.help)}
          inputWrapperOrder={['label', 'input', 'description']}
          value={precision}
          data={data}
          onChange={(event) => studio.setPrecision(event.currentTarget.value as Job['precision'])}
        />
      </div>
      {frozen && <Savings frozen={frozen} precision={precision} />}
    </section>
  );
}

/** What the choice does to this model, in one sentence or two. */
function Savings({
  frozen,
  precision,
}: {
  readonly frozen: FrozenWeights;
  readonly precision: Job['precision'];
}) {
  const { t } = useTranslation();
  const words = useCatalogWords();
  const method = useStudio(
    (state) => state.catalog?.methods.find(({ id }) => id === state.method)?.label ?? state.method,
  );
  const { weightBytes, parameters, storages } = frozen;
  const halves = precision === 'q8' || precision === 'q4' ? (storages.f16 ?? 0) : 0;
  const saves = (at: Job['precision']): string => bytesText(weightBytes.f32 - weightBytes[at]);
  if (parameters === 0)
    return <p className="muted small">{t('nothingFrozen', { method: words(method) })}</p>;
  return (
    <p className="muted small">
      {precision === 'f32'
        ? t('wouldSave', { q8: saves('q8'), q4: saves('q4') })
        : t('saves', { size: saves(precision), whole: bytesText(weightBytes.f32) })}
      {halves > 0 && ` ${t('staysHalves', { count: halves, text: countText(halves) })}`}
    </p>
  );
}
