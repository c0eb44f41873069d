import { useTranslation } from 'react-i18next';
import type { MethodPicture } from '../../../worker/protocol';
import { Place } from './Place';

const LEFT = 168;
const WIDTH = 236;
const INNER = { x: LEFT + 14, width: WIDTH - 28 };

interface Props {
  readonly layer: MethodPicture['layers'][number];
  readonly title: string;
}

/** One layer, read from the bottom: attention, norm, MLP, norm. */
export function LayerDiagram({ layer, title }: Props) {
  const { t } = useTranslation();
  const place = (role: string, y: number, inset: number, height = 22) => (
    <Place
      x={INNER.x + inset}
      y={y}
      width={INNER.width - 2 * inset}
      height={height}
      state={layer[role] ?? 'frozen'}
      label={t(`place_${role}`, { defaultValue: role })}
    />
  );
  const third = (INNER.width - 16) / 3;
  const mlp = ['down', 'gate', 'up'].filter((role) => role in layer);
  return (
    <g>
      <text x={LEFT + WIDTH} y={10} textAnchor="end">
        {title}
      </text>
      <rect
        x={LEFT}
        y={18}
        width={WIDTH}
        height={220}
        rx={6}
        fill="none"
        stroke="var(--line-strong)"
      />
      <path d={`M${LEFT + WIDTH / 2} 10V246`} stroke="var(--line-strong)" />
      {place('norm', 28, 0, 16)}
      {mlp.map((role, i) => (
        <g key={role}>{place(role, 52 + (60 / mlp.length) * i, 0, mlp.length > 2 ? 17 : 24)}</g>
      ))}
      {place('norm', 118, 0, 16)}
      {place('output', 146, 0)}
      <rect
        x={LEFT + WIDTH / 2 - 36}
        y={174}
        width={72}
        height={14}
        fill="var(--sheet)"
        stroke="none"
      />
      <text x={LEFT + WIDTH / 2} y={185} textAnchor="middle">
        {t('place_attention')}
      </text>
      {['query', 'key', 'value'].map((role, i) => (
        <Place
          key={role}
          x={INNER.x + i * (third + 8)}
          y={200}
          width={third}
          height={24}
          state={layer[role] ?? 'frozen'}
          label={t(`place_${role}`)}
        />
      ))}
    </g>
  );
}
