import './method.css';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { ErrorBlock } from '../../components/ErrorBlock';
import { FieldForm } from '../../components/FieldForm';
import { PanelTitle } from '../../components/PanelTitle';
import { bytesText, countText, percentText } from '../../format';
import { useStudio } from '../../hooks';
import { useCatalogWords } from '../../i18n/catalog';
import { studio } from '../../stores';
import { wasCancelled } from '../../stores/errors';
import { configOf } from '../../stores/studioState';
import { MethodDiagram } from './MethodDiagram';
import { MethodList } from './MethodList';
import { TrainingSettings } from './TrainingSettings';

/** Which weights move, with what it costs on this model, and the settings of the run. */
export function MethodPanel() {
  const { t } = useTranslation();
  const words = useCatalogWords();
  const state = useStudio((all) => all);
  const { catalog, method, plan, planError, adapterSource } = state;
  const current = catalog?.methods.find(({ id }) => id === method);
  const label = words(current?.label ?? method);
  return (
    <div className="panel">
      <PanelTitle
        title={
          plan
            ? t('methodTitle', {
                method: label,
                percent: percentText(plan.trainable / plan.parameters),
              })
            : label
        }
        sub={
          plan
            ? t('methodSub', {
                trainable: countText(plan.trainable),
                parameters: countText(plan.parameters),
                memory: bytesText(plan.bytes.total),
                file: bytesText(plan.adapterBytes),
              })
            : t('methodWaits')
        }
      >
        <Link className="link" href="/bake-off">
          {t('bakeOffLink')}
        </Link>
      </PanelTitle>
      {planError && !wasCancelled(planError) && <ErrorBlock error={planError} />}
      <div className="columns even">
        <MethodList />
        <div className="stack">
          {plan && <MethodDiagram picture={plan.picture} />}
          {current?.paper && (
            <p className="muted">
              {t('paperIs', {
                title: current.paper.title,
                address: current.paper.url.replace('https://', ''),
              })}
            </p>
          )}
          {current && current.fields.length > 0 && (
            <section className="section rule">
              <header>
                <h2>{t('settings')}</h2>
                <span className="spread" />
                {state.methodConfigs[method] && !adapterSource && (
                  <button
                    type="button"
                    className="link"
                    onClick={() => studio.setMethodConfig(method, {})}
                  >
                    {t('defaults')}
                  </button>
                )}
              </header>
              {adapterSource ? (
                <p className="muted">{t('adapterSettings', { name: adapterSource.name })}</p>
              ) : (
                <FieldForm
                  fields={current.fields}
                  values={configOf(state, method)}
                  onChange={(values) => studio.setMethodConfig(method, values)}
                />
              )}
            </section>
          )}
          <TrainingSettings />
        </div>
      </div>
    </div>
  );
}
