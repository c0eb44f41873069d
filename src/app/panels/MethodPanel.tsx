import { NativeSelect, NumberInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MethodPicture } from '../../worker/protocol';
import { ErrorBlock } from '../components/ErrorBlock';
import { FieldForm } from '../components/FieldForm';
import { PanelTitle } from '../components/PanelTitle';
import { bytesText, countText, percentText } from '../format';
import { useStudio } from '../hooks';
import { studio } from '../stores';
import { configOf, rateOf } from '../stores/studio';

/** Which weights move, with what it costs on this model, and the settings of the run. */
export function MethodPanel() {
  const { t } = useTranslation();
  const state = useStudio((all) => all);
  const { catalog, method, plan, planError } = state;
  const current = catalog?.methods.find(({ id }) => id === method);
  const title = plan
    ? t('methodTitle', {
        method: current?.label,
        percent: percentText(plan.trainable / plan.parameters),
      })
    : (current?.label ?? t('method'));
  const sub = plan
    ? t('methodSub', {
        trainable: countText(plan.trainable),
        parameters: countText(plan.parameters),
        memory: bytesText(plan.bytes.total),
        file: bytesText(plan.adapterBytes),
      })
    : '';
  return (
    <div className="panel">
      <PanelTitle title={title} sub={sub} />
      {planError && <ErrorBlock error={planError} />}
      <div className="columns even">
        <MethodList />
        <div>
          {plan && <Picture picture={plan.picture} />}
          {current?.paper && (
            <p className="muted" style={{ marginTop: 12 }}>
              {t('paper')}: {current.paper.title}
            </p>
          )}
        </div>
      </div>
      {current && current.fields.length > 0 && (
        <section>
          <h2>{t('settings')}</h2>
          <FieldForm
            fields={current.fields}
            values={configOf(state, method)}
            onChange={(values) => studio.setMethodConfig(method, values)}
          />
        </section>
      )}
      <TrainingSettings />
    </div>
  );
}

function MethodList() {
  const { t } = useTranslation();
  const methods = useStudio((state) => state.catalog?.methods ?? []);
  const plans = useStudio((state) => state.methodPlans);
  const chosen = useStudio((state) => state.method);
  return (
    <div className="options" role="radiogroup" aria-label={t('methods')}>
      {methods.map(({ id, label, summary }) => {
        const plan = plans[id];
        return (
          // biome-ignore lint/a11y/useSemanticElements: a button carries three columns where a radio carries none
          <button
            key={id}
            type="button"
            role="radio"
            aria-checked={id === chosen}
            className="option"
            onClick={() => studio.setMethod(id)}
          >
            <span>
              <b style={{ color: 'var(--ink)' }}>{label}</b>
              {summary}
            </span>
            <span className="number">
              {plan ? percentText(plan.trainable / plan.parameters) : ''}
            </span>
            <span className="number">{plan ? bytesText(plan.bytes.total) : ''}</span>
          </button>
        );
      })}
    </div>
  );
}

function Picture({ picture }: { readonly picture: MethodPicture }) {
  const { t } = useTranslation();
  const words = {
    trained: t('pictureTrained'),
    added: t('pictureAdded'),
    frozen: t('pictureFrozen'),
  };
  const cell = (name: string, state: 'frozen' | 'trained' | 'added') => (
    <span key={name} className={`cell ${state}`} title={`${name}: ${words[state]}`}>
      {name}
    </span>
  );
  return (
    <div
      className="picture"
      role="img"
      aria-label={Object.entries(picture.parameters)
        .map(([place, count]) => `${place} ${count}`)
        .join(', ')}
    >
      <div className="place">{cell(t('head'), picture.head)}</div>
      {[...picture.layers.entries()].reverse().map(([i, layer]) => (
        <div className="place" key={i}>
          <span className="muted" style={{ width: 16 }}>
            {i + 1}
          </span>
          {Object.entries(layer).map(([role, state]) => cell(role, state))}
        </div>
      ))}
      <div className="place">{cell(t('embeddings'), picture.embeddings)}</div>
    </div>
  );
}

function TrainingSettings() {
  const { t } = useTranslation();
  const state = useStudio((all) => all);
  const { training, learningRate, catalog, pooling } = state;
  const general = (key: string) => catalog?.training.find((field) => field.key === key);
  const number = (key: 'epochs' | 'batchSize' | 'maxTokens' | 'seed') => (
    <NumberInput
      key={key}
      label={general(key)?.label ?? key}
      description={general(key)?.help}
      min={key === 'seed' ? 0 : 1}
      value={training[key]}
      onChange={(value) => typeof value === 'number' && studio.setTraining({ [key]: value })}
    />
  );
  const poolingField = catalog?.tasks[0]?.fields.find((field) => field.key === 'pooling');
  return (
    <section>
      <h2>{t('training')}</h2>
      <div className="fields">
        <NumberInput
          label={t('learningRate')}
          min={0}
          step={1e-5}
          value={rateOf(state)}
          rightSection={learningRate === null ? <span className="muted">{t('auto')}</span> : null}
          rightSectionWidth={56}
          onChange={(value) => studio.setLearningRate(typeof value === 'number' ? value : null)}
        />
        {number('epochs')}
        {number('batchSize')}
        <NativeSelect
          label={t('optimizer')}
          value={training.optimizer}
          data={(catalog?.optimizers ?? []).map(({ id, label }) => ({ value: id, label }))}
          onChange={(event) => studio.setTraining({ optimizer: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('schedule')}
          value={training.schedule}
          data={(catalog?.schedules ?? []).map(({ id, label }) => ({ value: id, label }))}
          onChange={(event) => studio.setTraining({ schedule: event.currentTarget.value })}
        />
        {number('maxTokens')}
        {number('seed')}
        {poolingField?.kind === 'choice' && (
          <NativeSelect
            label={t('pooling')}
            description={poolingField.help}
            value={pooling}
            data={poolingField.options.map(({ value, label }) => ({ value, label }))}
            onChange={(event) => studio.setPooling(event.currentTarget.value)}
          />
        )}
      </div>
    </section>
  );
}
