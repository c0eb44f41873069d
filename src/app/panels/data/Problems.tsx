import { CircleAlert, Info, Scissors, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProblemGroup } from '../../../worker/protocol';
import { useStudio } from '../../hooks';
import { problemRemedy, problemSentence } from '../../i18n/problems';
import { goalOf } from '../../stores/studioState';
import type { Show } from './RowBrowser';

const ICONS = { error: CircleAlert, warning: TriangleAlert, info: Info };

interface Props {
  readonly groups: readonly ProblemGroup[];
  readonly cut: number;
  readonly onShow: (show: Show) => void;
}

/** What is odd about the data, what was done about it, and the way to the rows. */
export function Problems({ groups, cut, onShow }: Props) {
  const { t } = useTranslation();
  const maxTokens = useStudio((state) => state.training.maxTokens);
  const dataset = useStudio((state) => state.dataset);
  const goal = useStudio(goalOf);
  const profile = useStudio((state) => state.profile);
  const leftOut = dataset && profile ? dataset.rows - profile.usable : 0;
  const blocked = groups.some(({ severity }) => severity === 'error');
  const finding = blocked
    ? t('problemsBlock')
    : leftOut > 0
      ? t('problemsLeftOut', { count: leftOut })
      : t('problemsFine');
  return (
    <section className="section">
      <header>
        <h2>{t('problems')}</h2>
        <span className="muted">{finding}</span>
      </header>
      {groups.length + cut > 0 && (
        <ul className="list">
          {groups.map((group) => (
            <Problem key={group.kind} group={group} onShow={onShow} />
          ))}
          {cut > 0 && (
            <Item
              icon={<Scissors size={16} aria-hidden />}
              severity="warning"
              onShow={() => onShow('cut')}
            >
              {t([`cutRows_${goal}`, 'cutRows'], { count: cut, max: maxTokens })}
            </Item>
          )}
        </ul>
      )}
    </section>
  );
}

/** The first problem of a kind in words, how many more there are, and the way to the rows. */
export function Problem({
  group,
  file,
  onShow,
}: {
  readonly group: ProblemGroup;
  /** Said before, where there are several. */
  readonly file?: string;
  readonly onShow?: (show: Show) => void;
}) {
  const { t } = useTranslation();
  const { kind, severity, count, rows } = group;
  const Icon = ICONS[severity];
  const remedy = problemRemedy(t, kind);
  const said = problemSentence(t, group);
  return (
    <Item
      icon={<Icon size={16} role="img" aria-label={t(`severity_${severity}`)} />}
      severity={severity}
      {...(onShow && rows > 0 ? { onShow: () => onShow({ problem: kind }) } : {})}
    >
      {file ? t('ofFile', { file, said }) : said}{' '}
      {count > 1 && <span className="muted">{t('andMore', { count: count - 1 })}</span>}
      {severity !== 'info' && remedy && <span className="remedy muted">{remedy}</span>}
    </Item>
  );
}

interface ItemProps {
  readonly icon: ReactNode;
  readonly severity: ProblemGroup['severity'];
  readonly children: ReactNode;
  readonly onShow?: () => void;
}

function Item({ icon, severity, children, onShow }: ItemProps) {
  const { t } = useTranslation();
  return (
    <li className={severity === 'error' ? 'error-kind' : severity}>
      {icon}
      <span>{children}</span>
      {onShow && (
        <button type="button" className="link" onClick={onShow}>
          {t('showRowsOf')}
        </button>
      )}
    </li>
  );
}
