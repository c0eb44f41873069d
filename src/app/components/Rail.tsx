import {
  BarChart3,
  Box,
  Check,
  Database,
  Download,
  GitBranch,
  LineChart,
  MessageSquare,
  TriangleAlert,
} from 'lucide-react';
import { Fragment, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { bytesText } from '../format';
import { useKept, useRun, useStudio } from '../hooks';
import { actionOf } from '../keys';
import { Shortcuts } from './Shortcuts';

const STEPS = [
  { key: 'data', icon: Database },
  { key: 'model', icon: Box },
  { key: 'method', icon: GitBranch },
  { key: 'train', icon: LineChart },
  { key: 'evaluate', icon: BarChart3 },
  { key: 'try', icon: MessageSquare },
  { key: 'export', icon: Download },
] as const;

/** Panels that belong to a step. */
const ALSO: Readonly<Record<string, string>> = { '/': 'data', '/bake-off': 'method' };

type StepState = 'empty' | 'ready' | 'problem' | 'running';

/** The seven steps with their states; any can be opened at any time. */
export function Rail() {
  const { t } = useTranslation();
  const [location, go] = useLocation();
  const states = useStates();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const action = actionOf(event);
      const step = typeof action === 'object' && action !== null ? STEPS[action.panel] : undefined;
      if (step) go(`/${step.key}`);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [go]);
  return (
    <nav className="rail" aria-label={t('steps')}>
      {STEPS.map(({ key, icon: Icon }, i) => {
        const here = location === `/${key}` || ALSO[location] === key;
        return (
          <Fragment key={key}>
            {(i === 3 || i === 4) && <hr />}
            <Link
              className="step"
              href={`/${key}`}
              aria-current={here ? 'page' : undefined}
              aria-labelledby={`step-${key}`}
              aria-describedby={`state-${key}`}
            >
              <Icon size={16} aria-hidden />
              <span id={`step-${key}`}>{t(key)}</span>
              <State id={`state-${key}`} state={states[i] ?? 'empty'} />
            </Link>
          </Fragment>
        );
      })}
      <RailFoot />
    </nav>
  );
}

function useStates(): StepState[] {
  const dataset = useStudio((state) => Boolean(state.profile));
  const dataError = useStudio((state) => Boolean(state.dataError));
  const model = useStudio((state) => Boolean(state.model));
  const modelError = useStudio((state) => Boolean(state.modelError));
  const plan = useStudio((state) => Boolean(state.plan));
  const planError = useStudio((state) => Boolean(state.planError));
  const phase = useRun((state) => state.phase);
  const of = (ready: boolean, problem: boolean): StepState =>
    problem ? 'problem' : ready ? 'ready' : 'empty';
  const done = phase === 'done';
  const busy = phase === 'running' || phase === 'starting' || phase === 'paused';
  const train: StepState = busy
    ? 'running'
    : phase === 'failed'
      ? 'problem'
      : done
        ? 'ready'
        : 'empty';
  const after = of(done, false);
  return [
    of(dataset, dataError),
    of(model, modelError),
    of(plan, planError),
    train,
    after,
    after,
    after,
  ];
}

/** What a step is at; the link is described by it and named by the step alone. */
function State({ id, state }: { readonly id: string; readonly state: StepState }) {
  const { t } = useTranslation();
  const about = { id, size: 16, role: 'img' };
  if (state === 'empty') return null;
  if (state === 'problem')
    return <TriangleAlert {...about} className="state problem" aria-label={t('problem')} />;
  if (state === 'ready') return <Check {...about} className="state" aria-label={t('ready')} />;
  return <Ring id={id} />;
}

const ROUND = 2 * Math.PI * 6;

/** The arc is how far training is. */
function Ring({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const share = useRun(({ step, steps }) => (steps > 0 ? step / steps : 0));
  return (
    <svg id={id} className="state ring" width="16" height="16" role="img" aria-label={t('running')}>
      <circle cx="8" cy="8" r="6" stroke="var(--line-strong)" />
      <circle
        cx="8"
        cy="8"
        r="6"
        stroke="var(--train)"
        strokeDasharray={`${ROUND * share} ${ROUND}`}
      />
    </svg>
  );
}

/** Shortcuts, and what this browser keeps. */
function RailFoot() {
  const { t } = useTranslation();
  const storage = useKept();
  return (
    <footer>
      <Shortcuts />
      {storage && (
        <p>{t('keptHere', { used: bytesText(storage.used), quota: bytesText(storage.quota) })}</p>
      )}
    </footer>
  );
}
