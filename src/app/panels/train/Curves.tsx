import { SegmentedControl, Slider } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AXES, type Axis, curveOf } from '../../charts/curve';
import { LossChart, type LossChartProps } from '../../charts/LossChart';
import { useRun, useStudio } from '../../hooks';
import { isTraining } from '../../stores/runState';
import { SmallCharts } from './SmallCharts';
import { TroubleLine } from './TroubleLine';

const SMOOTHING = 0.9;

/** The loss chart with its controls, and the small charts below it on the same axis. */
export function Curves() {
  const { t } = useTranslation();
  const narrow = useMediaQuery('(max-width: 899px)') ?? false;
  const { series, validations, phase, error, steps: ran, step, trouble } = useRun((state) => state);
  const planned = useStudio((state) => state.plan?.steps ?? 0);
  const secondsLeft = useRun((state) => (isTraining(state) ? state.secondsLeft : null));
  const [log, setLog] = useState(false);
  const [axis, setAxis] = useState<Axis>('step');
  const [smoothing, setSmoothing] = useState(SMOOTHING);
  const [hover, setHover] = useState<number | null>(null);
  // Dragging the slider must not wait for the chart.
  const factor = useDeferredValue(smoothing);
  const steps = phase === 'empty' ? planned : ran;
  const curve = useMemo(
    () => curveOf(series, validations, { axis, factor, steps }),
    [series, validations, axis, factor, steps],
  );
  const guess = useGuess();
  const failedAt = phase === 'failed' && error?.code === 'training/not-finite' ? step + 1 : null;
  // Beside training the chart is the page's dearest part: it is drawn in slices, after the numbers.
  const drawn = useDeferredValue<LossChartProps | null>(
    useMemo(
      () => ({
        curve,
        axis,
        log,
        guess,
        validations,
        secondsLeft,
        trouble,
        failedAt,
        narrow,
        onHover: setHover,
      }),
      [curve, axis, log, guess, validations, secondsLeft, trouble, failedAt, narrow],
    ),
    null,
  );
  return (
    <section className="section" aria-label={t('chart')}>
      <div className="chart-bar">
        <Strokes />
        <span className="spread" />
        <div className="smoothing wide-only">
          <span id="smoothing">{t('smoothing')}</span>
          <Slider
            size="sm"
            w={96}
            min={0}
            max={0.99}
            step={0.01}
            value={smoothing}
            label={(value) => value.toFixed(2)}
            onChange={setSmoothing}
            thumbProps={{ 'aria-labelledby': 'smoothing' }}
          />
        </div>
        <SegmentedControl
          size="xs"
          aria-label={t('lossScale')}
          value={log ? 'log' : 'linear'}
          onChange={(value) => setLog(value === 'log')}
          data={[
            { value: 'linear', label: t('linear') },
            { value: 'log', label: t('log') },
          ]}
        />
        <SegmentedControl
          size="xs"
          aria-label={t('xAxis')}
          value={axis}
          onChange={(value) => setAxis(value as Axis)}
          data={AXES.map((value) => ({ value, label: t(`axis_${value}`) }))}
        />
      </div>
      {trouble && failedAt === null && <TroubleLine trouble={trouble} />}
      <div className="loss-place">
        {drawn && <LossChart {...drawn} />}
        {phase === 'empty' && <p className="over">{t('curveWaits')}</p>}
      </div>
      {phase !== 'empty' && <SmallCharts axis={axis} end={curve.end} hover={hover} />}
    </section>
  );
}

/** What guessing among the classes costs; the run's own classes where it names them. */
function useGuess(): { readonly loss: number; readonly classes: number } | null {
  const job = useRun((state) => state.job);
  const chosen = useStudio((state) => state.profile?.labels.length ?? 0);
  const goal = useStudio(({ catalog, task }) => {
    const wanted = job?.task.id ?? task;
    return catalog?.tasks.find(({ id }) => id === wanted)?.goal;
  });
  const own = job?.task.labels;
  const known = Array.isArray(own) && own.length > 0 ? own.length : chosen;
  // Of numbers and of labels that are given or not nobody guesses among so many.
  const classes = goal === 'class' || goal === 'tags' ? known : 0;
  return useMemo(() => (classes > 1 ? { loss: Math.log(classes), classes } : null), [classes]);
}

function Strokes() {
  const { t } = useTranslation();
  return (
    <div className="legend">
      <span>
        <i className="key raw" aria-hidden /> {t('lossTrain')}
      </span>
      <span>
        <i className="key smooth" aria-hidden /> {t('lossSmooth')}
      </span>
      <span>
        <i className="key diamond" aria-hidden /> {t('lossValidation')}
      </span>
    </div>
  );
}
