import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { bytesText, countText, percentText, rateText, timeText } from '../../format';
import { useRun, useStudio } from '../../hooks';
import { useCatalogWords } from '../../i18n/catalog';
import { isTraining } from '../../stores/runState';
import { goalOf, rateOf, rolesOf } from '../../stores/studioState';
import { MethodGlyph } from '../MethodGlyph';
import { MemoryParts } from './MemoryParts';

interface RowProps {
  readonly to: string;
  readonly name: string;
  readonly bold: string;
  readonly sub: string;
  /** A small drawing at the right. */
  readonly aside?: ReactNode;
  readonly children?: ReactNode;
}

function Row({ to, name, bold, sub, aside, children }: RowProps) {
  return (
    <div className="row">
      <dt>{name}</dt>
      <dd>
        <Link href={to}>
          <span className="said">
            <b>{bold}</b>
            <span>{sub}</span>
          </span>
          {aside}
        </Link>
        {children}
      </dd>
    </div>
  );
}

/** Seven short rows; each opens its panel. */
export function RecipeRows() {
  return (
    <>
      <Inputs />
      <Settings />
      <Costs />
    </>
  );
}

function Inputs() {
  const { t } = useTranslation();
  const words = useCatalogWords();
  const state = useStudio((all) => all);
  const { dataset, profile, model, modelSource, roles, plan, precision, catalog, adapterSource } =
    state;
  const goal = goalOf(state);
  const answer = rolesOf(state)
    .filter(({ required }) => required)
    .at(-1);
  const source = modelSource?.kind === 'files' ? 'modelFromFolder' : 'modelBundled';
  const packed = precision !== 'f32' && (plan?.frozen.parameters ?? 0) > 0;
  const { precision: field } = catalog ?? {};
  const bits =
    field?.kind === 'choice' && packed
      ? field.options.find(({ value }) => value === precision)?.label
      : undefined;
  const size = model ? countText(model.parameters) : '';
  return (
    <>
      <Row
        to="/data"
        name={t('rowData')}
        bold={dataset?.name ?? '–'}
        sub={profile ? t('split', { train: profile.train, validation: profile.validation }) : ''}
      />
      <Row
        to="/model"
        name={t('rowModel')}
        bold={model?.label ?? '–'}
        sub={
          adapterSource
            ? t('modelContinues', { size, name: adapterSource.name })
            : bits
              ? t('frozenIn', { size, bits: words(bits) })
              : model
                ? t(source, { count: size })
                : ''
        }
      />
      <Row
        to="/data"
        name={t('rowTask')}
        bold={profile ? t(`learn_${goal}`, { count: profile.labels.length }) : '–'}
        sub={
          answer && answer.key !== 'text' && roles[answer.key] && roles.text
            ? t('fromTo', { label: roles[answer.key], text: roles.text })
            : plan?.wordHead
              ? t(`wordHead_${plan.wordHead}`)
              : ''
        }
      />
    </>
  );
}

function Settings() {
  const { t } = useTranslation();
  const { plan, catalog, method, training } = useStudio((state) => state);
  const rate = useStudio(rateOf);
  const words = useCatalogWords();
  const label = words(catalog?.methods.find(({ id }) => id === method)?.label ?? method);
  const optimizer = catalog?.optimizers.find(({ id }) => id === training.optimizer)?.label;
  const share = plan && {
    percent: percentText(plan.trainable / plan.parameters),
    count: countText(plan.trainable),
  };
  return (
    <>
      <Row
        to="/method"
        name={t('rowMethod')}
        bold={label}
        sub={share ? t('trainsShare', share) : ''}
        aside={plan && <MethodGlyph picture={plan.picture} />}
      />
      <Row
        to="/method"
        name={t('rowRun')}
        bold={t('runLine', { epochs: training.epochs, batch: training.batchSize })}
        sub={
          plan
            ? t('runOptimizer', {
                optimizer: optimizer ?? training.optimizer,
                rate: rateText(rate),
                steps: plan.steps,
              })
            : ''
        }
      />
    </>
  );
}

function Costs() {
  const { t } = useTranslation();
  const { plan, estimate, measuring } = useStudio((state) => state);
  const busy = useRun(isTraining);
  if (!plan) return null;
  return (
    <>
      <Row
        to="/method"
        name={t('rowNeeds')}
        bold={bytesText(plan.bytes.total)}
        sub={plan.recomputes ? t('recomputes') : ''}
      >
        <MemoryParts bytes={plan.bytes} />
      </Row>
      {!busy && (estimate || measuring) && (
        <Row
          to="/train"
          name={t('rowTakes')}
          bold={estimate ? t('about', { time: timeText(estimate.totalSeconds) }) : t('estimating')}
          sub={estimate ? t('measured', { count: estimate.measuredSteps }) : ''}
        />
      )}
    </>
  );
}
